package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.traffic.AppStatement.Kind;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ScriptReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Makes the workload of the touched tables: for each the recorded statements of production that can be replayed, and
 * generated ones for the kinds (reads, writes) that none of them covers. Every statement was tried once and rolled back.
 */
final class WorkloadBuilder {
    /** Reads to writes when production's rates are not known. */
    private static final double USUAL_READS = 0.8;

    private static final double LEAST_SHARE = 0.1;
    private static final double LEAST_PER_SECOND = 40;
    private static final int MOST_GAPS = 20;
    private static final String TRIAL_TIMEOUT = "SET LOCAL statement_timeout = '2s'";
    private static final long TRIAL_ROW = 800_000;

    private final TrafficSettings settings;
    private final ScriptReader reader;
    private final Catalog catalog;
    private final ProductionContext context;
    private final Map<QualifiedName, RowShape> shapes;
    private final Map<QualifiedName, Long> loaded;
    private final List<String> gaps = new ArrayList<>();

    WorkloadBuilder(
            TrafficSettings settings,
            ScriptReader reader,
            Catalog catalog,
            ProductionContext context,
            Map<QualifiedName, RowShape> shapes,
            Map<QualifiedName, Long> loaded) {
        this.settings = settings;
        this.reader = reader;
        this.catalog = catalog;
        this.context = context;
        this.shapes = shapes;
        this.loaded = loaded;
    }

    Workload of(Collection<QualifiedName> touched, Connection connection) throws SQLException {
        List<AppStatement> statements = new ArrayList<>();
        List<Table> tables = tables(touched);
        RecordedStatements recorded = new RecordedStatements(reader, catalog, context, shapes, connection);
        for (AppStatement statement : recorded.on(tables)) {
            Optional<String> refused = refused(connection, statement);
            if (refused.isEmpty()) {
                statements.add(statement);
            } else {
                recorded.gap(statement.label(), refused.get());
            }
        }
        gaps.addAll(recorded.gaps());
        for (Table table : tables) {
            GeneratedStatements generated = new GeneratedStatements(
                    table,
                    Optional.ofNullable(shapes.get(table.name())),
                    loaded.getOrDefault(table.name(), 0L),
                    connection);
            if (!covered(statements, table, Kind.READ)) {
                add(statements, generated.reads(), connection);
            }
            if (!covered(statements, table, Kind.WRITE) && table.kind() != Table.Kind.MATERIALIZED_VIEW) {
                add(statements, generated.writes(), connection);
            }
        }
        for (Kind kind : Kind.values()) {
            if (statements.stream().noneMatch(statement -> statement.kind() == kind)) {
                gaps.add("Traffic: no " + kind.name().toLowerCase(Locale.ROOT)
                        + "s, because no statement on the touched tables could be made");
            }
        }
        return new Workload(offered(statements, tables), statements, shortened());
    }

    /** A long list hides what matters: the rest is a number. */
    private List<String> shortened() {
        if (gaps.size() <= MOST_GAPS) {
            return gaps;
        }
        List<String> some = new ArrayList<>(gaps.subList(0, MOST_GAPS));
        some.add("Traffic: and " + (gaps.size() - MOST_GAPS) + " more statements or tables without traffic");
        return some;
    }

    /** A partition is reached through its parent when that is touched too. */
    private List<Table> tables(Collection<QualifiedName> touched) {
        List<Table> tables = new ArrayList<>();
        for (QualifiedName name : touched.stream().sorted().toList()) {
            Optional<Table> table = catalog.table(name);
            if (table.isEmpty()
                    || table.get().partitionOf().filter(touched::contains).isPresent()) {
                continue;
            }
            if (table.get().kind() == Table.Kind.FOREIGN) {
                gaps.add("Traffic on " + name.display() + ": a foreign table has no server here");
            } else {
                tables.add(table.get());
            }
        }
        return tables;
    }

    private static boolean covered(List<AppStatement> statements, Table table, Kind kind) {
        return statements.stream()
                .anyMatch(statement ->
                        statement.kind() == kind && statement.table().equals(table.name()));
    }

    private void add(List<AppStatement> statements, List<List<AppStatement>> wanted, Connection connection)
            throws SQLException {
        for (List<AppStatement> alternatives : wanted) {
            String last = "";
            boolean found = false;
            for (AppStatement alternative : alternatives) {
                Optional<String> refused = refused(connection, alternative);
                if (refused.isEmpty()) {
                    statements.add(alternative);
                    found = true;
                    break;
                }
                last = refused.get();
            }
            if (!found && !alternatives.isEmpty()) {
                gaps.add("Traffic: " + alternatives.getFirst().label() + " is not possible here: " + last);
            }
        }
    }

    /** Why the server does not take it; nothing of the trial stays. */
    private Optional<String> refused(Connection connection, AppStatement statement) throws SQLException {
        connection.setAutoCommit(false);
        try {
            Rows.execute(connection, TRIAL_TIMEOUT);
            Rows.execute(connection, statement.sql(new SplittableRandom(settings.seed()), TRIAL_ROW));
            return Optional.empty();
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            return Optional.of(Rows.state(e) + " " + Rows.message(e));
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private Offered offered(List<AppStatement> statements, List<Table> tables) {
        double reads = tables.stream()
                .mapToDouble(table -> context.readsPerSecond(table.name()).orElse(0))
                .sum();
        double writes = tables.stream()
                .mapToDouble(table -> context.writesPerSecond(table.name()).orElse(0))
                .sum();
        boolean known = reads + writes > 0;
        double share = known ? Math.max(LEAST_SHARE, Math.min(1 - LEAST_SHARE, reads / (reads + writes))) : USUAL_READS;
        double total = Math.min(settings.mostPerSecond(), Math.max(LEAST_PER_SECOND, reads + writes));
        String ratio = known
                ? String.format(
                        Locale.ROOT,
                        "production's ratio on the touched tables (%.0f reads and %.0f row changes per second)",
                        reads,
                        writes)
                : "4 reads to 1 write, because the context does not say production's ratio";
        return new Offered(
                total * share,
                total * (1 - share),
                ratio,
                statements.stream().map(AppStatement::label).distinct().collect(Collectors.toList()));
    }
}
