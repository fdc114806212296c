package dev.lockkeeper.apply;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts a signed file where psql would commit: a block from BEGIN to COMMIT is one unit, a statement outside of blocks
 * another. Such a lone statement gets a transaction of its own, with its record, when PostgreSQL allows it one.
 */
final class UnitReader {
    private final Set<Integer> forbidden;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Cut> cuts = new ArrayList<>();
    private List<ScriptStatement> block = new ArrayList<>();
    private Optional<String> begin = Optional.empty();

    /** A unit before it is known which step it belongs to. */
    record Cut(TransactionMode mode, String begin, List<ScriptStatement> statements, Map<String, String> settings) {
        Cut {
            statements = List.copyOf(statements);
            settings = new LinkedHashMap<>(settings);
        }

        boolean sets(String variable) {
            return settings.containsKey(variable)
                    || statements.stream()
                            .anyMatch(at -> at.meaning() instanceof SessionStatement.SetVariable set
                                    && set.name().equalsIgnoreCase(variable));
        }
    }

    private UnitReader(Set<Integer> forbidden) {
        this.forbidden = forbidden;
    }

    static List<Cut> cuts(Script script, PgVersion version) {
        Set<Integer> forbidden = new java.util.HashSet<>();
        for (StatementEffects at : Analyzer.analyze(
                        script, Catalog.empty(), ProductionContext.none(version), version, Framework.PLAIN, true)
                .statements()) {
            if (at.has(Effect.ForbiddenInTransaction.class) || mayCommit(at.statement())) {
                forbidden.add(at.statement().number());
            }
        }
        UnitReader reader = new UnitReader(forbidden);
        script.statements().forEach(reader::take);
        if (reader.begin.isPresent()) {
            throw new ApplyException(script.name() + " ends inside a transaction.");
        }
        return reader.cuts;
    }

    /** A procedure or DO block may end its transaction only outside of ours. */
    private static boolean mayCommit(ScriptStatement statement) {
        return switch (statement.meaning()) {
            case RoutineStatement.Call call -> true;
            case RoutineStatement.Do block ->
                statement.sql().toUpperCase(Locale.ROOT).matches("(?s).*\\b(COMMIT|ROLLBACK)\\b.*");
            default -> false;
        };
    }

    private void take(ScriptStatement statement) {
        switch (statement.meaning()) {
            case SessionStatement.TransactionControl control -> control(control.kind(), statement);
            case SessionStatement.Discard discard ->
                throw new ApplyException("DISCARD would end the lock that keeps other runs away.");
            case SessionStatement.SetVariable set when begin.isEmpty() -> set(set, statement.sql());
            default -> {
                if (begin.isPresent()) {
                    block.add(statement);
                } else {
                    cuts.add(new Cut(
                            forbidden.contains(statement.number())
                                    ? TransactionMode.AUTOCOMMIT
                                    : TransactionMode.TRANSACTION,
                            "BEGIN",
                            List.of(statement),
                            settings));
                }
            }
        }
    }

    private void control(TransactionCommand kind, ScriptStatement statement) {
        switch (kind) {
            case BEGIN -> {
                if (begin.isPresent()) {
                    throw new ApplyException("line " + statement.position().line() + ": BEGIN inside a transaction.");
                }
                begin = Optional.of(statement.sql());
            }
            case COMMIT -> {
                begin.ifPresent(text -> {
                    if (block.stream().anyMatch(at -> !(at.meaning() instanceof SessionStatement.SetVariable))) {
                        cuts.add(new Cut(TransactionMode.TRANSACTION, text, block, settings));
                    }
                });
                // A SET without LOCAL outlives its transaction.
                block.forEach(at -> {
                    if (at.meaning() instanceof SessionStatement.SetVariable set) {
                        set(set, at.sql());
                    }
                });
                block = new ArrayList<>();
                begin = Optional.empty();
            }
            case ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK_TO, PREPARE, COMMIT_PREPARED, ROLLBACK_PREPARED ->
                throw new ApplyException("line " + statement.position().line() + ": "
                        + kind.name().replace('_', ' ') + " cannot be run step by step.");
        }
    }

    private void set(SessionStatement.SetVariable set, String sql) {
        if (!set.local()) {
            String name = set.name().toLowerCase(Locale.ROOT);
            settings.remove(name);
            if (set.value().isPresent()) {
                settings.put(name, sql);
            }
        }
    }
}
