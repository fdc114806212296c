package dev.lockkeeper.plan;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.PrivilegeStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TieStatement;
import dev.lockkeeper.sql.TypeStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statement that takes a statement back, from the catalog before it; or why there is none. */
public final class Inverse {

    /** {@code analysis} is the one that {@code at} belongs to. */
    public Rollback of(StatementEffects at, Analysis analysis) {
        Catalog before = at.before();
        Catalog after = before.apply(at.statement().meaning(), at.statement().sql(), Origin.CREATED);
        return switch (at.statement().meaning()) {
            case RelationStatement.CreateTable create -> undo("DROP TABLE " + sql(after, create.table()));
            case RelationStatement.CreateTableAs create
            when create.nested().none() ->
                undo("DROP " + (create.materializedView() ? "MATERIALIZED VIEW " : "TABLE ")
                        + sql(after, create.table()));
            case RelationStatement.AlterTable alter -> alterTable(alter, before, after);
            case RelationStatement.CreateIndex create -> createdIndex(create, before, after);
            case ObjectStatement.Drop drop -> dropped(drop, before);
            case ObjectStatement.Rename rename -> renamed(rename, before);
            case ObjectStatement.SetSchema set ->
                undo("ALTER " + set.kind().sql() + " "
                        + QualifiedName.of(set.newSchema(), set.object().name()).sql() + " SET SCHEMA "
                        + Identifiers.quote(resolve(before, set.object()).schema()));
            case RelationStatement.CreateView create ->
                before.view(create.view())
                        .map(old -> undo(old.sql().replaceFirst("(?i)^\\s*create\\s+view", "CREATE OR REPLACE VIEW")))
                        .orElseGet(() -> undo("DROP VIEW " + sql(after, create.view())));
            case RelationStatement.CreateSequence create -> undo("DROP SEQUENCE " + sql(after, create.sequence()));
            case TypeStatement.CreateEnum create -> undo("DROP TYPE " + sql(after, create.type()));
            case TypeStatement.CreateType create -> undo("DROP TYPE " + sql(after, create.type()));
            case TypeStatement.CreateDomain create -> undo("DROP DOMAIN " + sql(after, create.domain()));
            case RoutineStatement.CreateFunction create -> createdFunction(create, before);
            case RoutineStatement.CreateTrigger create ->
                undo("DROP TRIGGER " + Identifiers.quote(create.name()) + " ON " + sql(before, create.table()));
            case ObjectStatement.CreateSchema create -> createdSchema(create, after);
            case ObjectStatement.CreateExtension create ->
                undo("DROP EXTENSION " + Identifiers.quote(create.extension()));
            case TieStatement.CreateStatistics create ->
                create.name()
                        .map(name -> undo("DROP STATISTICS " + name.sql()))
                        .orElseGet(() -> new Rollback.Irreversible("the statistics object has no name to drop it by"));
            case DataStatement.Insert insert
            when insert.nested().none() ->
                writes(before, insert.table(), List.of(), "which rows were inserted is not recorded");
            case DataStatement.Update update
            when update.nested().none() ->
                writes(
                        before,
                        update.table(),
                        update.columns(),
                        "the old values of " + update.table().display() + "." + String.join(", ", update.columns()));
            case DataStatement.Delete delete
            when delete.nested().none() ->
                writes(
                        before,
                        delete.table(),
                        List.of(),
                        "the deleted rows of " + delete.table().display());
            case RelationStatement.Truncate truncate ->
                new Rollback.Irreversible(
                        "the rows of " + truncate.tables().getFirst().display());
            case TypeStatement.AlterEnum alter ->
                alter.renamed()
                        .map(renamed -> undo("ALTER TYPE " + sql(before, alter.type()) + " RENAME VALUE "
                                + Identifiers.literal(renamed) + " TO " + Identifiers.literal(alter.value())))
                        .orElseGet(() -> new Rollback.Irreversible("an enum value cannot be removed"));
            case DataStatement.Select select
            when select.nested().none() ->
                select.functions().isEmpty() || at.effects().isEmpty()
                        ? new Rollback.Nothing("a query changes nothing")
                        : called(at);
            case RelationStatement.Vacuum v -> new Rollback.Nothing("maintenance changes neither schema nor data");
            case RelationStatement.Reindex r -> new Rollback.Nothing("the index holds the same rows");
            case RelationStatement.Cluster cluster
            when cluster.index().isPresent() ->
                new Rollback.Irreversible("by which index the table was clustered before is not recorded");
            case RelationStatement.Cluster c -> new Rollback.Nothing("the table holds the same rows");
            case RelationStatement.RefreshMaterializedView r ->
                new Rollback.Nothing("the view is computed again at the next refresh");
            case RelationStatement.LockTable l -> new Rollback.Nothing("the lock ends with the transaction");
            case SessionStatement.SetVariable s -> new Rollback.Nothing("the setting ends with the session");
            case SessionStatement.TransactionControl t -> new Rollback.Nothing("transaction control");
            case SessionStatement.SetConstraints s -> new Rollback.Nothing("the setting ends with the transaction");
            case SessionStatement.Discard d -> new Rollback.Nothing("session state only");
            case SessionStatement.Utility u -> new Rollback.Nothing("no lasting change");
            default ->
                new Rollback.Irreversible(
                        "no way back is known for " + Titles.of(at.statement().meaning()));
        };
    }

    /** What the statement made in the schema goes before it. */
    private static Rollback createdSchema(ObjectStatement.CreateSchema create, Catalog after) {
        List<String> undo = new ArrayList<>();
        for (Statement element : create.elements().reversed()) {
            switch (element) {
                case RelationStatement.CreateView view -> undo.add("DROP VIEW " + sql(after, view.view()));
                case RelationStatement.CreateTable table -> undo.add("DROP TABLE " + sql(after, table.table()));
                case RelationStatement.CreateSequence sequence ->
                    undo.add("DROP SEQUENCE IF EXISTS " + sql(after, sequence.sequence()));
                case PrivilegeStatement.Grant grant -> {
                    return new Rollback.Irreversible("who had which rights before the GRANT");
                }
                default -> {}
            }
        }
        undo.add("DROP SCHEMA " + Identifiers.quote(create.schema()));
        return new Rollback.Undo(undo, TransactionMode.TRANSACTION);
    }

    private static Rollback called(StatementEffects at) {
        boolean writes = at.effects().stream().anyMatch(dev.lockkeeper.effect.Effect.WritesRows.class::isInstance);
        return writes
                ? new Rollback.Irreversible("what the called function wrote")
                : new Rollback.Nothing("the called function writes nothing");
    }

    /** Writing to what this migration created is undone when that is dropped. */
    private static Rollback writes(Catalog before, QualifiedName table, List<String> columns, String lost) {
        Optional<Table> found = before.table(table);
        boolean newTable = found.map(Table::created).orElse(false);
        boolean newColumns = !columns.isEmpty()
                && found.isPresent()
                && columns.stream()
                        .allMatch(name -> found.get()
                                .column(name)
                                .map(column -> column.origin() == Origin.CREATED)
                                .orElse(false));
        return newTable || newColumns
                ? new Rollback.Nothing(
                        "undone when the " + (newTable ? "table" : "column") + " of this migration is dropped")
                : new Rollback.Irreversible(lost);
    }

    private static Rollback alterTable(RelationStatement.AlterTable alter, Catalog before, Catalog after) {
        List<String> undo = new ArrayList<>();
        List<String> nothing = new ArrayList<>();
        Optional<Table> table = before.table(alter.table());
        if (table.isEmpty()) {
            return new Rollback.Irreversible("no way back is known for " + Titles.of(alter));
        }
        for (AlterAction action : alter.actions().reversed()) {
            switch (AlterInverse.of(action, table.get(), before, after)) {
                case Rollback.Undo one -> undo.addAll(one.statements());
                case Rollback.Nothing none -> nothing.add(none.why());
                case Rollback.Irreversible lost -> {
                    return lost;
                }
            }
        }
        return undo.isEmpty()
                ? new Rollback.Nothing(String.join("; ", nothing))
                : new Rollback.Undo(undo, TransactionMode.TRANSACTION);
    }

    private static Rollback createdIndex(RelationStatement.CreateIndex create, Catalog before, Catalog after) {
        List<Index> old = before.indexesOf(resolve(before, create.table()));
        return after.indexesOf(resolve(before, create.table())).stream()
                .filter(index -> old.stream().noneMatch(known -> known.name().equals(index.name())))
                .findFirst()
                .<Rollback>map(index -> before.table(index.table())
                                .map(t -> t.created() || t.kind() == Table.Kind.PARTITIONED)
                                .orElse(false)
                        ? undo("DROP INDEX " + index.name().sql())
                        : new Rollback.Undo(
                                List.of("DROP INDEX CONCURRENTLY IF EXISTS "
                                        + index.name().sql()),
                                TransactionMode.AUTOCOMMIT))
                .orElseGet(() -> new Rollback.Nothing("the index was there already"));
    }

    private static Rollback dropped(ObjectStatement.Drop drop, Catalog before) {
        List<String> undo = new ArrayList<>();
        TransactionMode mode = TransactionMode.TRANSACTION;
        for (QualifiedName name : drop.names()) {
            switch (drop.kind()) {
                case INDEX -> {
                    before.index(name).ifPresent(index -> undo.add(Concurrently.create(index.sql())));
                    mode = TransactionMode.AUTOCOMMIT;
                }
                case VIEW, MATERIALIZED_VIEW -> before.view(name).ifPresent(view -> undo.add(view.sql()));
                case FUNCTION, PROCEDURE, ROUTINE ->
                    before.functions(name).forEach(function -> undo.add(function.sql()));
                case TABLE -> {
                    if (before.table(name).map(Table::created).orElse(false)) {
                        return new Rollback.Irreversible("a table that the migration itself created");
                    }
                    return new Rollback.Irreversible("every row of " + name.display());
                }
                default -> {
                    return new Rollback.Irreversible("the definition of "
                            + drop.kind().sql().toLowerCase(java.util.Locale.ROOT) + " " + name.display());
                }
            }
        }
        return undo.isEmpty() ? new Rollback.Nothing("it was not there") : new Rollback.Undo(undo, mode);
    }

    private static Rollback renamed(ObjectStatement.Rename rename, Catalog before) {
        QualifiedName object = resolve(before, rename.object());
        String keyword = rename.kind() == dev.lockkeeper.sql.ObjectKind.COLUMN
                        || rename.kind() == dev.lockkeeper.sql.ObjectKind.CONSTRAINT
                ? "TABLE"
                : rename.kind().sql();
        if (rename.part().isPresent()) {
            String what = rename.kind() == dev.lockkeeper.sql.ObjectKind.CONSTRAINT ? "CONSTRAINT" : "COLUMN";
            return undo("ALTER " + keyword + " " + object.sql() + " RENAME " + what + " "
                    + Identifiers.quote(rename.newName()) + " TO "
                    + Identifiers.quote(rename.part().get()));
        }
        return undo("ALTER " + keyword + " " + object.sibling(rename.newName()).sql() + " RENAME TO "
                + Identifiers.quote(object.name()));
    }

    private static Rollback createdFunction(RoutineStatement.CreateFunction create, Catalog before) {
        return before.functions(create.function()).stream()
                .filter(old -> old.takes(create.arguments()))
                .findFirst()
                .map(old ->
                        undo(old.sql().replaceFirst("(?i)^\\s*create\\s+(or\\s+replace\\s+)?", "CREATE OR REPLACE ")))
                .orElseGet(() -> undo("DROP " + (create.procedure() ? "PROCEDURE " : "FUNCTION ")
                        + create.function().sql()));
    }

    static Rollback undo(String sql) {
        return new Rollback.Undo(List.of(sql), TransactionMode.TRANSACTION);
    }

    private static QualifiedName resolve(Catalog catalog, QualifiedName name) {
        return catalog.resolve(name).orElseGet(() -> name.inSchema("public"));
    }

    private static String sql(Catalog catalog, QualifiedName name) {
        return resolve(catalog, name).sql();
    }
}
