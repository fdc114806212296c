package dev.lockkeeper.app.service;

import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.ApprovalVerifier;
import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.gate.Gates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether files that a client sends are approved to the byte, by the keys that this server's repository trusts. */
public final class Verifying {
    private final Path keys;
    private final Gates gates;

    /** {@code keys} is the folder of trusted public keys. */
    public Verifying(Path keys, Gates gates) {
        this.keys = keys;
        this.gates = gates;
    }

    /** {@code files} by name, the envelope among them. */
    public VerificationOutcome verify(Map<String, String> files) {
        Map<String, Bytes> bytes = new LinkedHashMap<>();
        files.forEach((name, text) -> bytes.put(name, Bytes.of(text.getBytes(StandardCharsets.UTF_8))));
        return new ApprovalVerifier(VerificationKeys.read(keys), gates.clock()).verify(ApprovalFolder.of(bytes));
    }
}
