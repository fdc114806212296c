package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.approval.Refusal;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.hook.Baseline;
import dev.lockkeeper.hook.Envelopes;
import dev.lockkeeper.hook.MigrationGlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is wrong with changed files that no single approval can show: an old migration was touched, a folder cannot be
 * looked into, or one approval lies in two places.
 */
final class ChangedOutsideApprovals {
    private final Path root;
    private final Baseline baseline;
    private final Map<String, Bytes> envelopes;

    /** {@code known} are the files that git has or would take: what a review left beside them merges nowhere. */
    ChangedOutsideApprovals(Path root, Baseline baseline, MigrationGlobs migrations, Set<String> known) {
        this.root = root;
        this.baseline = baseline;
        this.envelopes = new TreeMap<>(new Envelopes(root, migrations).all());
        this.envelopes.keySet().retainAll(known);
    }

    /** An old migration whose bytes are those of the baseline. */
    boolean untouched(String name) {
        return baseline.names(name) && regular(name) && baseline.holds(name, read(name));
    }

    VerificationOutcome add(String folder, Set<String> names, VerificationOutcome outcome) {
        List<Refusal> reasons = new ArrayList<>();
        for (String below : names) {
            String name = folder.isEmpty() ? below : folder + "/" + below;
            Path path = root.resolve(name);
            if (Files.isDirectory(path)) {
                reasons.add(new Refusal(
                        Refusal.Code.UNSEEN_FOLDER,
                        below,
                        "is a link to a folder or another repository, behind which migrations may lie"));
            } else if (baseline.names(name)) {
                reasons.add(new Refusal(
                        Refusal.Code.OLD_MIGRATION,
                        below,
                        (Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? "was changed" : "was deleted")
                                + ", and it was there before Lockkeeper"));
            } else if (ApprovalFolder.isEnvelope(name)) {
                envelopes.entrySet().stream()
                        .filter(each -> !each.getKey().equals(name)
                                && Optional.of(each.getValue()).equals(Optional.ofNullable(envelopes.get(name))))
                        .findFirst()
                        .ifPresent(twin -> reasons.add(new Refusal(
                                Refusal.Code.REPLAYED,
                                below,
                                "is the approval that already lies in " + twin.getKey())));
            }
        }
        if (reasons.isEmpty()) {
            return outcome;
        }
        switch (outcome) {
            case VerificationOutcome.Valid valid -> {}
            case VerificationOutcome.Invalid invalid -> reasons.addAll(invalid.reasons());
        }
        return new VerificationOutcome.Invalid(reasons);
    }

    private boolean regular(String name) {
        return Files.isRegularFile(root.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    private Bytes read(String name) {
        try {
            return Bytes.of(Files.readAllBytes(root.resolve(name)));
        } catch (IOException e) {
            throw new UsageException(name + " cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
