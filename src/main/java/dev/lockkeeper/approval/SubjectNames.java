package dev.lockkeeper.approval;

import java.text.Normalizer;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which file names may be signed: relative, below the envelope's folder, the same on every file system. */
final class SubjectNames {
    private static final int MAX_LENGTH = 1024;
    /** Reserved on Windows or unprintable: control, format, private, unassigned and separator characters. */
    private static final Pattern FORBIDDEN = Pattern.compile("[\\\\:*?\"<>|\\p{C}\\p{Zl}\\p{Zp}]");

    private SubjectNames() {}

    /** What is wrong with the name, if anything. */
    static Optional<String> problem(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return Optional.of("is empty or too long");
        }
        if (FORBIDDEN.matcher(name).find()) {
            return Optional.of("has a character that is not allowed in a file name");
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return Optional.of("is not in Unicode form NFC, so another file could look the same");
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return Optional.of("is not a plain path below the envelope's folder");
            }
            if (!part.strip().equals(part) || part.endsWith(".")) {
                return Optional.of("has a part that starts or ends with a blank, or ends with a dot");
            }
        }
        return ApprovalFolder.isEnvelope(name) ? Optional.of("is the name of an envelope") : Optional.empty();
    }
}
