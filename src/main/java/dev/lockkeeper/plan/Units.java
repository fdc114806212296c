package dev.lockkeeper.plan;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.SessionStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes a script apart: transaction control and timeouts go (the plan has its own), an ALTER TABLE with several
 * actions becomes one unit per action, everything is analysed again by itself in autocommit.
 */
final class Units {
    private static final Set<String> OURS = Set.of(
            "lock_timeout",
            "statement_timeout",
            "idle_in_transaction_session_timeout",
            "application_name",
            "client_min_messages");

    private final Reanalysis reanalysis;

    Units(Reanalysis reanalysis) {
        this.reanalysis = reanalysis;
    }

    List<Unit> of(Analysis analysis) {
        List<Unit> units = new ArrayList<>();
        Catalog catalog = analysis.start();
        for (StatementEffects original : analysis.statements()) {
            for (String sql : parts(original)) {
                Analysis alone = reanalysis.of(sql, catalog, analysis);
                StatementEffects statement = alone.statements().getFirst();
                units.add(new Unit(
                        statement,
                        withTables(alone, analysis),
                        original.statement().number()));
                catalog = catalog.apply(statement.statement().meaning(), sql, Origin.CREATED);
            }
        }
        return units;
    }

    /** The analysis of one unit keeps the whole script in view for techniques that look at neighbours. */
    private static Analysis withTables(Analysis alone, Analysis whole) {
        return new Analysis(
                whole.script(),
                whole.framework(),
                whole.version(),
                whole.context(),
                alone.start(),
                alone.statements(),
                alone.end(),
                whole.rollbackGiven());
    }

    private static List<String> parts(StatementEffects original) {
        String sql = original.statement().sql();
        return switch (original.statement().meaning()) {
            case SessionStatement.TransactionControl control -> List.of();
            case SessionStatement.SetVariable set when OURS.contains(set.name().toLowerCase(Locale.ROOT)) -> List.of();
            case RelationStatement.AlterTable alter when alter.actions().size() > 1 -> split(alter);
            default -> List.of(sql);
        };
    }

    private static List<String> split(RelationStatement.AlterTable alter) {
        String head = "ALTER " + alter.kind().sql() + " " + (alter.ifExists() ? "IF EXISTS " : "")
                + (alter.only() ? "ONLY " : "") + alter.table().sql() + " ";
        return alter.actions().stream()
                .map(AlterAction::sql)
                .map(action -> head + action)
                .toList();
    }
}
