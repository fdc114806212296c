package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.context.WorkloadQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads what the queries of a replica use, over one read-only connection to it. */
final class ReplicaReader {
    private final Duration statementLimit;
    private final DatabaseIdentity primary;
    private final List<DatabaseIdentity> seen = new ArrayList<>();

    ReplicaReader(Duration statementLimit, DatabaseIdentity primary) {
        this.statementLimit = statementLimit;
        this.primary = primary;
        this.seen.add(primary);
    }

    /** Another database, or the same server once more, is a wrong use; a replica that does not answer is a gap. */
    ReplicaUse read(Target target) throws SnapshotException {
        try (ReadOnlySession session = new ReadOnlySession(Connector.open(target, statementLimit), target.display())) {
            int major = Snapshots.version(session).major();
            session.run(Snapshots.limits(statementLimit, major));
            sameDatabase(target, new IdentityReader(session, major).identity());
            return use(target, session, major);
        } catch (SnapshotException e) {
            if (e.reason() == SnapshotException.Reason.USAGE) {
                throw e;
            }
            return new ReplicaUse(
                    false,
                    List.of(),
                    OptionalLong.empty(),
                    Map.of(),
                    Optional.empty(),
                    List.of("replica: " + e.getMessage() + " What is used there is not known."));
        }
    }

    private ReplicaUse use(Target target, ReadOnlySession session, int major) throws SnapshotException {
        WorkloadReader reader = new WorkloadReader(session);
        Optional<String> schema = reader.schema();
        List<WorkloadQuery> workload = schema.isPresent() ? reader.read(schema.get()) : List.of();
        OptionalLong evicted = schema.isPresent() ? reader.evicted(schema.get(), major) : OptionalLong.empty();
        return new ReplicaUse(
                schema.isPresent() && session.gaps().stream().noneMatch(gap -> gap.startsWith("workload")),
                workload,
                evicted,
                new IndexScansReader(session).read(),
                Optional.of(new ServerReader(session).member()),
                session.gaps().stream()
                        .map(gap -> "replica " + target.host() + ":" + target.port() + ": " + gap)
                        .toList());
    }

    private void sameDatabase(Target target, DatabaseIdentity here) throws SnapshotException {
        if (differ(primary.systemIdentifier(), here.systemIdentifier()) || differ(primary.name(), here.name())) {
            throw new SnapshotException(
                    SnapshotException.Reason.USAGE,
                    target.display() + " is no replica of this database: its system identifier or name is another."
                            + " Name a physical replica, or leave --replica-url out.");
        }
        if (seen.stream().anyMatch(other -> same(other, here))) {
            throw new SnapshotException(
                    SnapshotException.Reason.USAGE,
                    target.display() + " is a server that is read already: its queries would be counted twice."
                            + " Name each replica once.");
        }
        seen.add(here);
    }

    /** Servers of one cluster differ in where they listen; behind one address, in when they started. */
    private static boolean same(DatabaseIdentity a, DatabaseIdentity b) {
        return a.startedAt().equals(b.startedAt())
                && a.address().equals(b.address())
                && a.port().equals(b.port());
    }

    private static boolean differ(Optional<String> a, Optional<String> b) {
        return a.isPresent() && b.isPresent() && !a.equals(b);
    }
}
