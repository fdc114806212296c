package dev.lockkeeper.oracle;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Measurement;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One measured form against its prediction. The rules:
 * <ul>
 *   <li>Tables, partitions, materialized views, views and sequences: the strongest modes are equal, in both directions.
 *   <li>Indexes: ACCESS EXCLUSIVE is equal in both directions where their table is not locked in that mode itself;
 *       weaker index locks stop nobody who may use the table. Toast tables are only reached through their table.
 *   <li>New files, full scans (which tables, not how often) and builds of indexes: equal in both directions. A rewrite
 *       implies its index builds. TRUNCATE's new file is no rewrite: the table must be predicted as emptied.
 *   <li>Queries, INSERT, UPDATE, DELETE, MERGE, COPY, DO and CALL touch what their rows and plans lead to: here every
 *       measured lock must be predicted, and a prediction may be stronger; which tables are scanned is the planner's, and
 *       that their own rows break a constraint (SQLSTATE class 23) is not said of them.
 *   <li>A form that failed must be predicted to fail with its SQLSTATE, certainly or on data; a form that succeeded
 *       must not be predicted as refused.
 *   <li>Refused in a transaction block: equal. Such a form is compared on tables only, and not on scans.
 *   <li>Unmodelled is a difference, but for what {@link #OUTSIDE} names.
 * </ul>
 */
final class Comparison {
    /** Never approved by the gate, so nothing is claimed of them: other databases, the cluster, other servers, foreign
     * code (extensions, event triggers), text known only at run time, what a role owns where the schema does not say. */
    private static final List<String> OUTSIDE = List.of(
            "ALTER SYSTEM",
            "CREATE DATABASE",
            "CREATE TABLESPACE",
            "SECURITY LABEL",
            "IMPORT FOREIGN SCHEMA",
            "CREATE SUBSCRIPTION",
            "CREATE EVENT TRIGGER",
            "CREATE EXTENSION pg_trgm; DROP",
            "CREATE EXTENSION pg_trgm; ALTER",
            "DROP EXTENSION",
            "ALTER TABLE ALL IN TABLESPACE",
            "REASSIGN OWNED BY app TO reporter",
            "DO $$ BEGIN EXECUTE 'CREATE INDEX ON ' || 't'");

    /** Fail for what no schema knows: roles, and the files of extensions. */
    private static final List<String> UNKNOWABLE =
            List.of("ALTER TABLE orders OWNER TO nobody_here", "CREATE EXTENSION missing_extension");

    private final Catalog start;
    private final Measurement measured;
    private final List<Effect> effects;
    private final List<Statement> statements;
    private final String sql;
    private final List<String> differences = new ArrayList<>();

    Comparison(Catalog start, Measurement measured, Analysis analysis) {
        this.start = start;
        this.measured = measured;
        this.effects = analysis.statements().stream()
                .flatMap(at -> at.effects().stream())
                .toList();
        this.statements = analysis.statements().stream()
                .map(at -> at.statement().meaning())
                .toList();
        this.sql = analysis.script().text();
    }

    List<String> differences() {
        if (OUTSIDE.stream().anyMatch(sql::startsWith)) {
            return all(Effect.Unmodelled.class).isEmpty() ? List.of("no longer unmodelled: " + sql) : List.of();
        }
        all(Effect.Unmodelled.class).forEach(what -> differences.add("unmodelled: " + what.what()));
        boolean alone = !all(Effect.ForbiddenInTransaction.class).isEmpty();
        if (alone != measured.alone()) {
            differences.add("in a transaction: predicted " + !alone + ", measured " + !measured.alone());
        }
        if (!measured.sqlState().isEmpty()) {
            failure();
            return differences;
        }
        all(Effect.Refused.class).forEach(no -> differences.add("refused by the model: " + no));
        if (followsRows()) {
            covered(locks(measured.locks()), locks(predictedLocks()));
        } else {
            equal("locks", locks(measured.locks()), locks(predictedLocks()));
        }
        files();
        return differences;
    }

    private boolean followsRows() {
        return statements.stream()
                .anyMatch(statement -> statement instanceof DataStatement.Select
                        || statement instanceof DataStatement.Insert
                        || statement instanceof DataStatement.Update
                        || statement instanceof DataStatement.Delete
                        || statement instanceof DataStatement.Merge
                        || statement instanceof DataStatement.Copy
                        || statement instanceof RoutineStatement.Do
                        || statement instanceof RoutineStatement.Call
                        || statement instanceof DataStatement.Planned);
    }

    private void covered(SortedMap<String, Set<LockMode>> is, SortedMap<String, Set<LockMode>> predicted) {
        is.forEach((name, modes) -> modes.stream()
                .filter(mode -> predicted.getOrDefault(name, Set.of()).stream().noneMatch(more -> more.covers(mode)))
                .forEach(mode -> differences.add("lock not predicted: " + mode + " on " + name)));
    }

    private void failure() {
        boolean ownRows = followsRows() && measured.sqlState().startsWith("23");
        if (ownRows || UNKNOWABLE.stream().anyMatch(sql::startsWith)) {
            return;
        }
        Set<String> states = new TreeSet<>();
        all(Effect.Refused.class).forEach(no -> states.add(no.sqlState()));
        all(Effect.FailsOnData.class).forEach(no -> states.add(no.sqlState()));
        if (!states.contains(measured.sqlState())) {
            differences.add("fails with " + measured.sqlState() + ", predicted " + states);
        }
    }

    private void files() {
        Set<String> emptied = statements.stream().anyMatch(RelationStatement.Truncate.class::isInstance)
                ? names(all(Effect.DestroysData.class), Effect.DestroysData::relation)
                : Set.of();
        Set<String> predicted = names(all(Effect.RewritesTable.class), Effect.RewritesTable::table);
        Set<String> written = new TreeSet<>(measured.rewritten());
        if (!emptied.isEmpty()) {
            predicted.addAll(written.stream().filter(emptied::contains).toList());
        }
        equal("rewrites", written, predicted);
        if (!measured.alone() && !followsRows()) {
            equal(
                    "scans",
                    new TreeSet<>(measured.scans().keySet()),
                    names(all(Effect.ScansTable.class), Effect.ScansTable::table));
        }
        Set<String> built = new TreeSet<>(measured.indexes());
        built.removeAll(written);
        Set<String> expected = names(all(Effect.BuildsIndex.class), Effect.BuildsIndex::table);
        expected.removeAll(predicted);
        equal("index builds", built, expected);
    }

    private void equal(String what, Object is, Object should) {
        if (!is.equals(should)) {
            differences.add(what + ": measured " + is + ", predicted " + should);
        }
    }

    private <E extends Effect> List<E> all(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What was there before the form: nobody waits for the rest. */
    private <E> Set<String> names(Collection<E> all, Function<E, QualifiedName> name) {
        return all.stream()
                .map(name)
                .filter(relation -> start.resolve(relation).isPresent())
                .map(QualifiedName::display)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private SortedMap<String, Set<LockMode>> predictedLocks() {
        Map<String, List<LockMode>> modes = new TreeMap<>();
        all(Effect.AcquiresLock.class).stream()
                .filter(lock -> start.resolve(lock.relation()).isPresent())
                .forEach(lock -> modes.computeIfAbsent(lock.relation().display(), key -> new ArrayList<>())
                        .add(lock.mode()));
        SortedMap<String, Set<LockMode>> strongest = new TreeMap<>();
        modes.forEach((name, held) -> strongest.put(name, Measurement.strongest(held)));
        return strongest;
    }

    /** Without toast, and without the indexes that the rule leaves out. */
    private SortedMap<String, Set<LockMode>> locks(SortedMap<String, Set<LockMode>> all) {
        SortedMap<String, Set<LockMode>> kept = new TreeMap<>();
        all.forEach((name, modes) -> {
            if (!name.startsWith("toast(") && (!isIndex(name) || blocksAlone(name, modes, all))) {
                kept.put(name, modes);
            }
        });
        return kept;
    }

    private boolean isIndex(String name) {
        return start.index(qualified(name)).isPresent();
    }

    private boolean blocksAlone(String name, Set<LockMode> modes, Map<String, Set<LockMode>> all) {
        String table = start.index(qualified(name)).orElseThrow().table().display();
        return !measured.alone()
                && modes.contains(LockMode.ACCESS_EXCLUSIVE)
                && !all.getOrDefault(table, Set.of()).contains(LockMode.ACCESS_EXCLUSIVE);
    }

    private static QualifiedName qualified(String display) {
        List<String> parts = Arrays.asList(display.split("\\.", 2));
        return parts.size() == 1 ? QualifiedName.of("public", display) : QualifiedName.of(parts.get(0), parts.get(1));
    }
}
