package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.Script;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything deterministic that is known about a script before it is judged: what each statement does, in
 * which transaction, on tables of which size. Rules and techniques read facts here and compute none.
 */
public record Analysis(
        Script script,
        Framework framework,
        PgVersion version,
        ProductionContext context,
        Catalog start,
        List<StatementEffects> statements,
        Catalog end,
        boolean rollbackGiven) {
    public Analysis {
        statements = List.copyOf(statements);
    }

    /** The size of a table as the statement meets it: new when an earlier statement of this script made it. */
    public TableSize size(StatementEffects at, QualifiedName table) {
        return at.before().table(table).map(Table::created).orElse(false)
                ? TableSize.CREATED_HERE
                : context.size(original(at, table));
    }

    /** The name under which production knows a table that an earlier statement of the script has renamed or moved. */
    public QualifiedName original(StatementEffects at, QualifiedName table) {
        QualifiedName name = table;
        for (StatementEffects each : statements.reversed()) {
            if (each.statement().number() < at.statement().number()) {
                name = before(each, name);
            }
        }
        return name;
    }

    private static QualifiedName before(StatementEffects at, QualifiedName name) {
        return switch (at.statement().meaning()) {
            case ObjectStatement.Rename rename
            when rename.part().isEmpty() ->
                at.before()
                        .resolve(rename.object())
                        .filter(old -> old.sibling(rename.newName()).equals(name))
                        .orElse(name);
            case ObjectStatement.SetSchema set ->
                at.before()
                        .resolve(set.object())
                        .filter(old ->
                                QualifiedName.of(set.newSchema(), old.name()).equals(name))
                        .orElse(name);
            default -> name;
        };
    }

    /** Statements before {@code at} that commit together with it, in order. */
    public Stream<StatementEffects> earlierInTransaction(StatementEffects at) {
        return !at.transaction().inBlock()
                ? Stream.empty()
                : statements.stream()
                        .takeWhile(other ->
                                other.statement().number() < at.statement().number())
                        .filter(other ->
                                other.transaction().number() == at.transaction().number());
    }

    /** Statements after {@code at} that commit together with it, in order. */
    public Stream<StatementEffects> laterInTransaction(StatementEffects at) {
        return !at.transaction().inBlock()
                ? Stream.empty()
                : statements.stream()
                        .filter(other -> other.transaction().number()
                                        == at.transaction().number()
                                && other.statement().number() > at.statement().number());
    }

    public Optional<StatementEffects> statement(int number) {
        return statements.stream().filter(s -> s.statement().number() == number).findFirst();
    }
}
