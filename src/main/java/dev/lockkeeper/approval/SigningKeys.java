package dev.lockkeeper.approval;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The signing key of this user or server: in {@code $LOCKKEEPER_KEY_FILE}, else in
 * {@code $XDG_CONFIG_HOME/lockkeeper/key.pem} ({@code ~/.config} when unset), PKCS #8 in PEM, mode 0600.
 * A file that group or others may touch is refused, because then anyone could have signed.
 */
public final class SigningKeys {
    /** The environment variable that names the key file. */
    public static final String VARIABLE = "LOCKKEEPER_KEY_FILE";

    private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final int MAX_BYTES = 4096;
    private final Path file;
    private final SecureRandom random;

    public SigningKeys(Map<String, String> environment, SecureRandom random) {
        String named = environment.getOrDefault(VARIABLE, "");
        this.file = named.isEmpty()
                ? new XdgFolders(environment).config().resolve("key.pem")
                : Path.of(named).toAbsolutePath();
        this.random = random;
    }

    /** Where the key is, or will be created. */
    public Path file() {
        return file;
    }

    /** The key, if there is one already. */
    public Optional<SigningKey> load(TrustLevel level) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Optional.of(read(level)) : Optional.empty();
    }

    /** The key; the first call creates it. Processes that race for the first call all get the same key. */
    public SigningKey loadOrCreate(TrustLevel level) {
        Optional<SigningKey> existing = load(level);
        return existing.isPresent() ? existing.get() : create(level);
    }

    /** Puts the public half into a repository's {@code .lockkeeper/keys/}; returns the file. */
    public Path publish(SigningKey key, Path repository) {
        Path folder = repository.resolve(VerificationKeys.FOLDER);
        Path published = folder.resolve(key.verificationKey().fileName());
        try {
            Files.createDirectories(folder);
            return Files.writeString(published, key.verificationKey().pem());
        } catch (IOException failure) {
            throw new ApprovalException("cannot write " + published + "; check the permissions of " + folder, failure);
        }
    }

    private SigningKey create(TrustLevel level) {
        try {
            PrivateFiles.createFolders(PrivateFiles.parent(file));
            String pem =
                    Pem.write(Pem.PRIVATE, Ed25519.generate(random).getPrivate().getEncoded());
            PrivateFiles.createNew(file, Bytes.utf8(pem).toArray());
        } catch (FileAlreadyExistsException otherWasFirst) {
            return read(level);
        } catch (IOException failure) {
            throw new ApprovalException(
                    "cannot create the signing key " + file + "; make the folder writable or set " + VARIABLE, failure);
        } catch (GeneralSecurityException failure) {
            throw new ApprovalException("this Java cannot make Ed25519 keys; use JDK 21 or newer", failure);
        }
        return read(level);
    }

    private SigningKey read(TrustLevel level) {
        try {
            // Secrets are often mounted as links: what counts is who may read the file behind it.
            Path real = file.toRealPath();
            if (!Files.isRegularFile(real) || Files.size(real) > MAX_BYTES) {
                throw new ApprovalException(file + " is not a key file; point " + VARIABLE + " to a PKCS #8 PEM file");
            }
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(real);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new ApprovalException("the signing key " + real + " has mode "
                        + PosixFilePermissions.toString(permissions)
                        + ": others may have copied it; move it away so that a new one is made, or, if you are sure, run: chmod 600 "
                        + real);
            }
            byte[] der = Pem.read(Pem.PRIVATE, Files.readAllBytes(real))
                    .orElseThrow(() -> new ApprovalException(
                            real + " is not one PRIVATE KEY block in PEM; move it away so that a new key is made"));
            return new SigningKey(Ed25519.fromPkcs8(der), level);
        } catch (IOException failure) {
            throw new ApprovalException("cannot read the signing key " + file + "; check its owner and mode", failure);
        } catch (UnsupportedOperationException noModes) {
            throw new ApprovalException(
                    "the file system of " + file + " has no file modes, so anybody may read the key; set " + VARIABLE
                            + " to a file elsewhere",
                    noModes);
        } catch (GeneralSecurityException failure) {
            throw new ApprovalException(
                    file + " is not an Ed25519 private key; move it away so that a new key is made", failure);
        }
    }
}
