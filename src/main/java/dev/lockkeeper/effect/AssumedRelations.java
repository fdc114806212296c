package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.Persistence;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What must exist for a script to make sense, when no schema is known: tables without columns (an assumed table has
 * none, so nothing is said of its columns) and indexes. Sizes are unknown, and judged as large.
 */
final class AssumedRelations {
    private AssumedRelations() {}

    static Catalog of(Script script, Catalog start) {
        Catalog assumed = start;
        Catalog replayed = start;
        for (ScriptStatement statement : script.statements()) {
            for (QualifiedName name : mentioned(statement.meaning()).toList()) {
                if (replayed.resolve(name).isEmpty() && !DataEffects.system(name)) {
                    QualifiedName qualified = name.inSchema("public");
                    assumed = assumed.withTable(table(qualified));
                    replayed = replayed.withTable(table(qualified));
                }
            }
            if (statement.meaning() instanceof ObjectStatement.Drop drop && drop.kind() == ObjectKind.INDEX) {
                for (QualifiedName name : drop.names()) {
                    if (replayed.resolve(name).isEmpty()) {
                        QualifiedName owner = QualifiedName.of("public", "the table of " + name.name());
                        assumed = assumed.withTable(table(owner)).withIndex(index(name.inSchema("public"), owner));
                        replayed = replayed.withTable(table(owner)).withIndex(index(name.inSchema("public"), owner));
                    }
                }
            }
            replayed = replayed.apply(statement.meaning(), statement.sql(), Origin.CREATED);
        }
        return assumed;
    }

    private static Table table(QualifiedName name) {
        return Table.plain(name, Table.Kind.TABLE, Persistence.PERMANENT, List.of(), Origin.EXISTING);
    }

    private static Index index(QualifiedName name, QualifiedName table) {
        return new Index(
                name,
                table,
                false,
                false,
                "btree",
                List.of(),
                Optional.empty(),
                true,
                Optional.empty(),
                Origin.EXISTING,
                "");
    }

    private static Stream<QualifiedName> mentioned(Statement statement) {
        return switch (statement) {
            case RelationStatement.AlterTable alter
            when alter.kind() == ObjectKind.TABLE ->
                Stream.concat(Stream.of(alter.table()), alter.actions().stream().flatMap(AssumedRelations::referenced));
            case RelationStatement.CreateTable create ->
                Stream.concat(
                        create.partitionOf().stream(),
                        Stream.concat(
                                        create.constraints().stream(),
                                        create.columns().stream().flatMap(column -> column.constraints().stream()))
                                .flatMap(constraint -> constraint.references().stream())
                                .filter(name ->
                                        !name.name().equals(create.table().name())));
            case ObjectStatement.CreateSchema create ->
                create.elements().stream()
                        .flatMap(AssumedRelations::mentioned)
                        .filter(name -> !name.schema().equals(create.schema()) && !makes(create, name));
            case RelationStatement.CreateIndex create -> Stream.of(create.table());
            case ObjectStatement.Rename rename
            when rename.kind() == ObjectKind.TABLE
                    || rename.kind() == ObjectKind.COLUMN
                    || rename.kind() == ObjectKind.CONSTRAINT -> Stream.of(rename.object());
            case ObjectStatement.SetSchema set when set.kind() == ObjectKind.TABLE -> Stream.of(set.object());
            case ObjectStatement.Drop drop when drop.kind() == ObjectKind.TABLE -> drop.names().stream();
            case RelationStatement.Truncate truncate -> truncate.tables().stream();
            case DataStatement.Update update -> Stream.concat(Stream.of(update.table()), update.reads().stream());
            case DataStatement.Delete delete -> Stream.concat(Stream.of(delete.table()), delete.reads().stream());
            case DataStatement.Insert insert -> Stream.concat(Stream.of(insert.table()), insert.reads().stream());
            case DataStatement.Select select ->
                Stream.concat(select.reads().stream(), select.nested().writes().stream())
                        .filter(name -> !name.name().startsWith("pg_"));
            case RelationStatement.CreateView create -> create.reads().stream();
            case RoutineStatement.CreateTrigger create -> Stream.of(create.table());
            case RelationStatement.LockTable lock -> lock.tables().stream();
            case RelationStatement.Vacuum vacuum -> vacuum.tables().stream();
            case ObjectStatement.Comment comment
            when comment.kind() == ObjectKind.TABLE || comment.kind() == ObjectKind.COLUMN ->
                Stream.of(comment.object());
            default -> Stream.empty();
        };
    }

    /** One of the statements inside CREATE SCHEMA makes a relation of this name. */
    private static boolean makes(ObjectStatement.CreateSchema create, QualifiedName name) {
        return !name.hasSchema()
                && create.elements().stream().anyMatch(element -> switch (element) {
                    case RelationStatement.CreateTable table ->
                        table.table().name().equals(name.name());
                    case RelationStatement.CreateView view -> view.view().name().equals(name.name());
                    default -> false;
                });
    }

    private static Stream<QualifiedName> referenced(dev.lockkeeper.sql.AlterAction action) {
        return switch (action) {
            case dev.lockkeeper.sql.AlterAction.AddConstraint add -> add.constraint().references().stream();
            case dev.lockkeeper.sql.AlterAction.AddColumn add ->
                add.column().constraints().stream().flatMap(constraint -> constraint.references().stream());
            case dev.lockkeeper.sql.AlterAction.AttachPartition attach -> Stream.of(attach.partition());
            case dev.lockkeeper.sql.AlterAction.DetachPartition detach -> Stream.of(detach.partition());
            default -> Stream.empty();
        };
    }
}
