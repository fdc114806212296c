package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.SyntaxVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * From script, catalog and context to the {@link Analysis}: replays the script statement by statement, follows
 * transactions and settings, and asks the effect model what each statement does.
 */
public final class Analyzer {
    /** Far more than any migration has: thousands of statements over thousands of partitions would not fit in memory. */
    private static final int MOST_EFFECTS = 1_000_000;

    private Analyzer() {}

    /** {@code rollbackGiven} is true when the user brought a rollback script; the catalog is not changed. */
    public static Analysis analyze(
            Script script,
            Catalog start,
            ProductionContext context,
            PgVersion version,
            Framework framework,
            boolean rollbackGiven) {
        return analyze(
                script, start, context, version, framework, RunnerTransactions.of(framework, script), rollbackGiven);
    }

    /** The same where {@code runner} says which statements commit together: its switch stands in another file. */
    public static Analysis analyze(
            Script script,
            Catalog start,
            ProductionContext context,
            PgVersion version,
            Framework framework,
            RunnerTransactions runner,
            boolean rollbackGiven) {
        int segment = 0;
        SessionReplay session = SessionReplay.start(runner.segments().getFirst().wrapped(), context.timeZone());
        Catalog known = context.isNone() ? AssumedRelations.of(script, start) : start;
        Catalog catalog = known;
        List<StatementEffects> analysed = new ArrayList<>();
        Nesting nesting = Nesting.none();
        long counted = 0;
        boolean rowsAsBefore = true;
        for (ScriptStatement statement : script.statements()) {
            int own = runner.at(statement.span().start());
            if (own != segment) {
                segment = own;
                session = session.nextTransaction(runner.segments().get(own).wrapped());
            }
            TransactionState transaction = session.stateAt(statement.meaning());
            Situation at = new Situation(catalog, version, context, transaction, false, nesting, rowsAsBefore);
            List<Effect> effects = new ArrayList<>(
                    counted > MOST_EFFECTS
                            ? List.of(new Effect.Unmodelled(
                                    "the statements before it have more than " + MOST_EFFECTS + " effects"))
                            : EffectModel.of(statement.meaning(), at));
            counted += effects.size();
            rowsAsBefore &= !writesOrRenames(statement.meaning(), effects);
            SyntaxVersions.missing(statement, version)
                    .forEach(missing -> effects.add(new Effect.Refused(
                            "42601",
                            missing.what() + " needs PostgreSQL " + missing.since() + ", production runs " + version)));
            analysed.add(new StatementEffects(
                    statement, catalog, transaction, effects, forecast(effects, catalog, context)));
            session = session.after(statement.meaning());
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.CREATED);
        }
        return new Analysis(script, framework, version, context, known, analysed, catalog, rollbackGiven);
    }

    private static boolean writesOrRenames(Statement statement, List<Effect> effects) {
        boolean other = statement instanceof RelationStatement.CreateTableAs
                || statement instanceof ObjectStatement.Rename
                || statement instanceof ObjectStatement.SetSchema;
        return other
                || effects.stream()
                        .anyMatch(effect -> effect instanceof Effect.WritesRows
                                || effect instanceof Effect.Unmodelled
                                || effect instanceof Effect.AcquiresLock lock && lock.mode() == LockMode.ROW_EXCLUSIVE);
    }

    private static Forecast forecast(List<Effect> effects, Catalog catalog, ProductionContext context) {
        OptionalLong asleep = effects.stream()
                .filter(Effect.HoldsTransactionOpen.class::isInstance)
                .map(Effect.HoldsTransactionOpen.class::cast)
                .flatMapToLong(held -> held.milliseconds().stream())
                .reduce(Long::sum);
        return ForecastModel.of(effects, table -> size(table, catalog, context), asleep);
    }

    private static TableSize size(QualifiedName table, Catalog catalog, ProductionContext context) {
        return catalog.table(table).map(Table::created).orElse(false) ? TableSize.CREATED_HERE : context.size(table);
    }
}
