package dev.lockkeeper.context.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.UsageCoverage;
import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.PlainServer;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The report that runs on the replica only: a primary does not know of it. */
class ReplicasTest {
    private static final String REPORT = "SELECT note FROM orders WHERE note = 'x'";

    static Stream<Integer> majors() {
        return Bench.majors().stream();
    }

    private static SnapshotRequest reading(PlainServer server, List<Target> replicas) {
        SnapshotRequest r = Production.request(server, server.adminRole(), server.adminPassword(), "postgres");
        return new SnapshotRequest(
                r.target(),
                r.sample(),
                r.statementLimit(),
                r.withValues(),
                r.comments(),
                r.poolSize(),
                replicas,
                r.since());
    }

    private static Target target(PlainServer server) {
        return Production.request(server, server.adminRole(), server.adminPassword(), "postgres")
                .target();
    }

    private static ProductionContext capture(PlainServer server, List<Target> replicas) throws Exception {
        return Production.snapshots().capture(reading(server, replicas));
    }

    @ParameterizedTest
    @MethodSource("majors")
    void whatRunsOnAReplicaOnlyIsPartOfTheWorkload(int major) throws Exception {
        try (PlainServer primary = PlainServer.start(major, Map.of())) {
            try (Connection admin = primary.admin("postgres")) {
                Production.run(admin, "CREATE EXTENSION pg_stat_statements");
                Production.run(admin, "CREATE TABLE orders (id int PRIMARY KEY, note text)");
                Production.run(admin, "CREATE INDEX orders_note_idx ON orders (note)");
            }
            try (PlainServer replica = primary.standby(major, Map.of());
                    Connection reader = streaming(primary, replica)) {
                Production.run(reader, "SET enable_seqscan = off");
                Production.all(reader, REPORT);
                Production.all(reader, REPORT);
                reader.close();

                ProductionContext alone = capture(primary, List.of());
                assertThat(report(alone)).isEmpty();
                assertThat(alone.server().unusedIndexes()).contains(QualifiedName.of("public", "orders_note_idx"));
                assertThat(alone.usageCoverage().orElseThrow().replicasUnread()).hasValue(1);

                ProductionContext both = capture(primary, List.of(target(replica)));
                assertThat(report(both))
                        .singleElement()
                        .satisfies(query -> assertThat(query.calls()).hasValue(2));
                UsageCoverage coverage = both.usageCoverage().orElseThrow();
                assertThat(coverage.replicasRead()).hasValue(1);
                assertThat(coverage.replicasUnread()).hasValue(0);
                assertThat(both.server().unusedIndexes()).isEmpty();

                // Seen from the replica, the primary is the server that nobody read.
                ProductionContext fromReplica = capture(replica, List.of());
                assertThat(fromReplica.usageCoverage().orElseThrow().replicasUnread())
                        .hasValue(1);
                ProductionContext theOtherWay = capture(replica, List.of(target(primary)));
                assertThat(theOtherWay.usageCoverage().orElseThrow().replicasUnread())
                        .hasValue(0);

                assertThatThrownBy(() -> capture(primary, List.of(target(replica), target(replica))))
                        .isInstanceOf(SnapshotException.class)
                        .hasMessageContaining("counted twice");
                assertThatThrownBy(() -> capture(primary, List.of(target(primary))))
                        .hasMessageContaining("counted twice");
            }
            ProductionContext gone = capture(primary, List.of(nobody()));
            assertThat(gone.usageCoverage().orElseThrow().replicasRead()).hasValue(0);
            assertThat(gone.usageCoverage().orElseThrow().replicasUnread()).hasValue(1);
            assertThat(gone.notCaptured()).anyMatch(gap -> gap.startsWith("replica: 127.0.0.1:1"));
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void anotherClusterIsNoReplica(int major) throws Exception {
        int another = major == 18 ? 12 : 18;
        try (PlainServer primary = PlainServer.start(major, Map.of());
                PlainServer other = PlainServer.start(another, Map.of())) {
            try (Connection admin = primary.admin("postgres")) {
                Production.run(admin, "CREATE DATABASE elsewhere");
            }
            Target otherDatabase = Production.request(
                            primary, primary.adminRole(), primary.adminPassword(), "elsewhere")
                    .target();
            for (Target wrong : List.of(target(other), otherDatabase)) {
                assertThatThrownBy(() -> capture(primary, List.of(wrong)))
                        .isInstanceOf(SnapshotException.class)
                        .hasMessageContaining("no replica of this database");
            }
        }
    }

    private static Target nobody() {
        return new Target(
                "127.0.0.1",
                1,
                "postgres",
                "lockkeeper",
                java.util.Optional.of(new Password("none")),
                Map.of("connectTimeout", "2"));
    }

    private static List<WorkloadQuery> report(ProductionContext context) {
        return context.workload().stream()
                .filter(query -> query.query().contains("note ="))
                .toList();
    }

    /** Connected to the replica once it has replayed all that the primary wrote. */
    private static Connection streaming(PlainServer primary, PlainServer replica) throws Exception {
        String position;
        try (Connection admin = primary.admin("postgres")) {
            position = Production.all(admin, "SELECT pg_current_wal_lsn()").getFirst();
        }
        Connection reader = replica.admin("postgres");
        String replayed = "SELECT pg_last_wal_replay_lsn() >= '" + position + "'::pg_lsn";
        for (int i = 0; i < 100_000; i++) {
            if (Production.all(reader, replayed).getFirst().equals("t")) {
                return reader;
            }
        }
        throw new AssertionError("the replica does not replay what the primary wrote:\n" + replica.log());
    }
}
