package dev.lockkeeper.approval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The public keys a repository trusts, from its {@code .lockkeeper/keys/}. Whoever may change that folder
 * may name trusted signers: a required check reads it from the base branch, not from the proposed change.
 */
public final class VerificationKeys {
    /** The folder in a repository. */
    public static final String FOLDER = ".lockkeeper/keys";

    private static final String NEXT = "; take the file that `lockkeeper review` wrote, under the name it gave it";
    private static final int MAX_BYTES = 4096;
    private final Map<KeyId, VerificationKey> byId;

    private VerificationKeys(Map<KeyId, VerificationKey> byId) {
        this.byId = Map.copyOf(byId);
    }

    /** These keys; refuses one key under two trust levels. */
    public static VerificationKeys of(Collection<VerificationKey> keys) {
        Map<KeyId, VerificationKey> byId = new LinkedHashMap<>();
        for (VerificationKey key : keys) {
            VerificationKey other = byId.put(key.id(), key);
            if (other != null && other.level() != key.level()) {
                throw new ApprovalException("key " + key.id().shortForm()
                        + " is there both as local and as gate key; delete " + other.fileName() + " or "
                        + key.fileName());
            }
        }
        return new VerificationKeys(byId);
    }

    /** Reads every {@code *.pub} of a folder; no folder means no trusted key. */
    public static VerificationKeys read(Path folder) {
        if (!Files.isDirectory(folder)) {
            return of(List.of());
        }
        Map<String, Bytes> files = new TreeMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(VerificationKey.FILE_SUFFIX)) {
                    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
                        throw new ApprovalException(file + " is not a small regular file" + NEXT);
                    }
                    files.put(name, Bytes.of(Files.readAllBytes(file)));
                }
            }
        } catch (IOException failure) {
            throw new ApprovalException(
                    "cannot read the public keys in " + folder + "; check its permissions", failure);
        }
        return parse(files);
    }

    /** Reads keys from file names and contents, for instance of a git tree; refuses a name that does not fit its key. */
    public static VerificationKeys parse(Map<String, Bytes> files) {
        return of(new TreeMap<>(files)
                .entrySet().stream()
                        .map(file -> parse(file.getKey(), file.getValue()))
                        .toList());
    }

    private static VerificationKey parse(String name, Bytes pem) {
        TrustLevel level = TrustLevel.ofWord(name.substring(0, Math.max(0, name.indexOf('-'))))
                .orElseThrow(() -> new ApprovalException(name + " must start with local- or gate-" + NEXT));
        byte[] spki = Pem.read(Pem.PUBLIC, pem.toArray())
                .orElseThrow(() -> new ApprovalException(name + " is not one PUBLIC KEY block in PEM" + NEXT));
        try {
            VerificationKey key = new VerificationKey(Ed25519.publicKey(spki), level);
            if (!key.fileName().equals(name)) {
                throw new ApprovalException(
                        name + " holds another key than its name says: it is " + key.fileName() + NEXT);
            }
            return key;
        } catch (GeneralSecurityException other) {
            throw new ApprovalException(name + " is not an Ed25519 public key" + NEXT, other);
        }
    }

    public Optional<VerificationKey> find(KeyId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public Collection<VerificationKey> all() {
        return byId.values();
    }
}
