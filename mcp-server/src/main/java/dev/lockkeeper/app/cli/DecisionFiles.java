package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.ApprovalException;
import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.approval.ReviewerDecision;
import dev.lockkeeper.approval.SshSignatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The decisions about one migration, in {@code FILE.decisions/}: read with their signatures, written one per reviewer. */
record DecisionFiles(Path folder, Path reviewers) {
    private static final int MAX_BYTES = 1 << 20;

    static DecisionFiles of(String migration) {
        Path folder = Path.of(migration.equals("-") ? "stdin.decisions" : migration + ".decisions");
        return new DecisionFiles(folder, Repository.of(folder).resolve(SshSignatures.REVIEWERS));
    }

    /** Every decision of the folder; one that nobody known as a reviewer signed is an error, not ignored. */
    List<ReviewerDecision> read() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<ReviewerDecision> decisions = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().endsWith(ReviewerDecision.SUFFIX))
                    .sorted()
                    .toList()) {
                decisions.add(read(file));
            }
        } catch (IOException e) {
            throw new UsageException(folder + ": the decisions cannot be read. Check its permissions.", e);
        }
        return decisions;
    }

    private ReviewerDecision read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
            throw new UsageException(file + " is not a small regular file. Make it again with `lockkeeper decide`.");
        }
        try {
            ReviewerDecision decision = ReviewerDecision.parse(file.toString(), Bytes.of(Files.readAllBytes(file)));
            if (!SshSignatures.verifies(reviewers, decision.reviewer(), file)) {
                throw new UsageException(file + " is not signed by " + line(decision.reviewer()) + " as " + reviewers
                        + " knows them. Add the reviewer's public key there (one line: NAME KEY), or remove the file.");
            }
            return decision;
        } catch (ApprovalException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Signs and writes; returns the decision's file. */
    Path write(ReviewerDecision decision, Path key) {
        Path file = folder.resolve(decision.reviewer().replaceAll("[^A-Za-z0-9@._-]", "_") + ReviewerDecision.SUFFIX);
        Path signature = file.resolveSibling(file.getFileName() + SshSignatures.SUFFIX);
        try {
            Files.createDirectories(folder);
            Files.deleteIfExists(signature);
            Files.write(file, decision.bytes().toArray());
            SshSignatures.sign(key, file);
            if (!SshSignatures.verifies(reviewers, decision.reviewer(), file)) {
                throw new ApprovalException(reviewers + " does not know this key as " + line(decision.reviewer())
                        + ": have a colleague add a line \"" + line(decision.reviewer())
                        + " ssh-ed25519 AAAA…\" with your public key");
            }
            return file;
        } catch (IOException e) {
            throw new UsageException(folder + ": the decision cannot be written. Check its permissions.", e);
        } catch (ApprovalException e) {
            remove(file, signature);
            throw new UsageException(String.valueOf(e.getMessage()) + ". Nothing was decided.", e);
        }
    }

    private static void remove(Path... files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UsageException(file + " is left and is no decision: remove it.", e);
            }
        }
    }

    private static String line(String words) {
        return words.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ");
    }
}
