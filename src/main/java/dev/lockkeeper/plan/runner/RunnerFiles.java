package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A plan as files of a runner, release by release. */
public record RunnerFiles(Framework framework, List<Release> releases) {
    public RunnerFiles {
        releases = List.copyOf(releases);
    }

    public Stream<RunnerMigration> migrations() {
        return releases.stream().flatMap(release -> release.migrations().stream());
    }

    /** Those whose phases are approved. */
    public RunnerFiles through(int phase) {
        List<Release> kept = new ArrayList<>();
        for (Release release : releases) {
            List<RunnerMigration> some = release.migrations().stream()
                    .filter(migration -> migration.phase() <= phase)
                    .toList();
            if (!some.isEmpty()) {
                kept.add(new Release(release.framework(), release.after(), some));
            }
        }
        return new RunnerFiles(framework, kept);
    }

    /**
     * A release begins where the application must deploy first, and where there is no way back any more: the same places
     * where {@code lockkeeper apply} stops.
     */
    static RunnerFiles cut(Job job, List<RunnerMigration> migrations) {
        List<Release> releases = new ArrayList<>();
        List<RunnerMigration> open = new ArrayList<>();
        Optional<String> after = Optional.empty();
        int phase = 0;
        for (RunnerMigration migration : migrations) {
            Optional<String> boundary = boundary(job.phase(migration.phase()));
            if (migration.phase() != phase && boundary.isPresent()) {
                close(job, after, open, releases);
                after = boundary;
            }
            phase = migration.phase();
            open.add(migration);
        }
        close(job, after, open, releases);
        return new RunnerFiles(job.framework(), releases);
    }

    private static Optional<String> boundary(Phase phase) {
        return phase.deployBefore()
                .or(() -> phase.irreversible() && phase.number() > 1
                        ? Optional.of("Nobody wants to go back behind phase " + phase.number()
                                + ", which cannot be taken back.")
                        : Optional.empty());
    }

    private static void close(Job job, Optional<String> after, List<RunnerMigration> open, List<Release> releases) {
        if (!open.isEmpty()) {
            releases.add(new Release(job.framework(), after, open));
            open.clear();
        }
    }
}
