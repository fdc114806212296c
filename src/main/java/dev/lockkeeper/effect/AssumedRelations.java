package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.Persistence;
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
                if (replayed.resolve(name).isEmpty()) {
                    QualifiedName qualified = name.inSchema("public");
                    assumed = assumed.withTable(table(qualified));
                    replayed = replayed.withTable(table(qualified));
                }
            }
            if (statement.meaning() instanceof Statement.Drop drop && drop.kind() == ObjectKind.INDEX) {
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
        return new Table(
                name,
                Table.Kind.TABLE,
                Persistence.PERMANENT,
                List.of(),
                List.of(),
                Optional.empty(),
                false,
                List.of(),
                List.of(),
                Origin.EXISTING);
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
            case Statement.AlterTable alter
            when alter.kind() == ObjectKind.TABLE ->
                Stream.concat(Stream.of(alter.table()), alter.actions().stream().flatMap(AssumedRelations::referenced));
            case Statement.CreateTable create ->
                Stream.concat(
                        create.partitionOf().stream(),
                        Stream.concat(
                                        create.constraints().stream(),
                                        create.columns().stream().flatMap(column -> column.constraints().stream()))
                                .flatMap(constraint -> constraint.references().stream())
                                .filter(name ->
                                        !name.name().equals(create.table().name())));
            case Statement.CreateIndex create -> Stream.of(create.table());
            case Statement.Rename rename
            when rename.kind() == ObjectKind.TABLE
                    || rename.kind() == ObjectKind.COLUMN
                    || rename.kind() == ObjectKind.CONSTRAINT -> Stream.of(rename.object());
            case Statement.SetSchema set when set.kind() == ObjectKind.TABLE -> Stream.of(set.object());
            case Statement.Drop drop when drop.kind() == ObjectKind.TABLE -> drop.names().stream();
            case Statement.Truncate truncate -> truncate.tables().stream();
            case Statement.Update update -> Stream.concat(Stream.of(update.table()), update.reads().stream());
            case Statement.Delete delete -> Stream.concat(Stream.of(delete.table()), delete.reads().stream());
            case Statement.Insert insert -> Stream.concat(Stream.of(insert.table()), insert.reads().stream());
            case Statement.Select select ->
                Stream.concat(select.reads().stream(), select.nested().writes().stream())
                        .filter(name -> !name.name().startsWith("pg_"));
            case Statement.CreateView create -> create.reads().stream();
            case Statement.CreateTrigger create -> Stream.of(create.table());
            case Statement.LockTable lock -> lock.tables().stream();
            case Statement.Vacuum vacuum -> vacuum.tables().stream();
            case Statement.Comment comment
            when comment.kind() == ObjectKind.TABLE || comment.kind() == ObjectKind.COLUMN ->
                Stream.of(comment.object());
            default -> Stream.empty();
        };
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
