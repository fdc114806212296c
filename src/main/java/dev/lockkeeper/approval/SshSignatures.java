package dev.lockkeeper.approval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Signatures of reviewers with the SSH key they have, by OpenSSH's own {@code ssh-keygen -Y} (8.1 or newer). Who a key
 * belongs to stands in an allowed-signers file (ssh-keygen(1)).
 */
public final class SshSignatures {
    /** Where a repository names its reviewers. */
    public static final String REVIEWERS = ".lockkeeper/reviewers";

    /** What ssh-keygen puts behind a file's name for its signature. */
    public static final String SUFFIX = ".sig";

    /** A signature for something else, a git commit for instance, is none for a decision. */
    private static final String NAMESPACE = "lockkeeper-decision";

    private static final long LIMIT_SECONDS = 120;

    private SshSignatures() {}

    /** Signs a file with a private key, or with an agent's by its public key; writes the signature beside it. */
    public static void sign(Path key, Path file) {
        Ran ran = run(
                List.of("ssh-keygen", "-Y", "sign", "-f", key.toString(), "-n", NAMESPACE, file.toString()),
                ProcessBuilder.Redirect.INHERIT);
        if (ran.code() != 0) {
            throw new ApprovalException("ssh-keygen could not sign with " + key + ": " + ran.said()
                    + "; name your key with --key, or add it to ssh-agent");
        }
    }

    /**
     * Whether the signature file is one of {@code principal} over exactly the bytes of {@code file}. The key must belong to
     * this name alone: a pattern, a list of names or a key under a second name would let one person be several reviewers.
     */
    public static boolean verifies(Path reviewers, String principal, Path file) {
        if (!Files.isRegularFile(reviewers) || principal.startsWith("-")) {
            return false;
        }
        List<String> signature = List.of("-f", reviewers.toString(), "-n", NAMESPACE, "-s", file + SUFFIX);
        List<String> verify = new ArrayList<>(List.of("ssh-keygen", "-Y", "verify", "-I", principal));
        verify.addAll(signature);
        List<String> find = new ArrayList<>(List.of("ssh-keygen", "-Y", "find-principals"));
        find.addAll(signature);
        ProcessBuilder.Redirect bytes = ProcessBuilder.Redirect.from(file.toFile());
        Ran owner = run(find, bytes);
        return run(verify, bytes).code() == 0
                && owner.code() == 0
                && owner.said().equals(principal);
    }

    private record Ran(int code, String said) {}

    private static Ran run(List<String> command, ProcessBuilder.Redirect input) {
        try {
            Path said = Files.createTempFile("lockkeeper", ".txt");
            try {
                Process process = new ProcessBuilder(new ArrayList<>(command))
                        .redirectInput(input)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new ApprovalException("ssh-keygen did not answer within " + LIMIT_SECONDS + " s");
                }
                return new Ran(process.exitValue(), Files.readString(said).strip());
            } finally {
                Files.delete(said);
            }
        } catch (IOException failure) {
            throw new ApprovalException("ssh-keygen cannot be run; install OpenSSH's client (openssh-client)", failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ApprovalException("stopped while ssh-keygen ran", stopped);
        }
    }
}
