package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Function;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ProceduralBody;
import dev.lockkeeper.sql.ProceduralBody.BodyStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a DO block, a called routine or a trigger does: the effects of every static statement inside it. */
final class BodyEffects {
    private static final Pattern SLEEP = Pattern.compile("pg_sleep\\s*\\(\\s*(\\d+(?:\\.\\d+)?|\\.\\d+)");
    private static final Pattern LIMIT = Pattern.compile("(?i)\\blimit\\s+(\\d{1,9})");

    private BodyEffects() {}

    static List<Effect> of(ProceduralBody body, Situation at) {
        Set<Effect> effects = new LinkedHashSet<>();
        body.notAnalysed().ifPresent(why -> effects.add(new Effect.Unmodelled("body not analysed: " + why)));
        if (at.nesting().tooDeep()) {
            effects.add(new Effect.Unmodelled(at.nesting().tooDeepSays()));
            return List.copyOf(effects);
        }
        Situation inside = at;
        boolean commits = body.statements().stream()
                .anyMatch(statement -> statement.loopDepth() > 0 && endsTransaction(statement));
        for (BodyStatement statement : body.statements()) {
            if (!at.nesting().take()) {
                effects.add(new Effect.Unmodelled(at.nesting().tooManySays()));
                break;
            }
            List<Effect> own = EffectModel.of(statement.meaning(), inside);
            boolean batch = commits && statement.loopDepth() > 0;
            effects.addAll(
                    batch
                            ? own.stream()
                                    .flatMap(effect -> perBatch(effect).stream())
                                    .toList()
                            : own);
            inside = inside.in(
                    inside.nesting(),
                    inside.catalog()
                            .apply(statement.meaning(), statement.sql(), dev.lockkeeper.catalog.Origin.CREATED));
        }
        held(body, at).ifPresent(effects::add);
        return List.copyOf(effects);
    }

    /** Inside a loop that commits one batch is written at a time; what stands outside the loop writes all it says. */
    private static Optional<Effect> perBatch(Effect effect) {
        return switch (effect) {
            case Effect.WritesRows writes ->
                Optional.of(new Effect.WritesRows(writes.table(), OptionalLong.of(1), false, "in batches that commit"));
            case Effect.ScansTable scan -> Optional.empty();
            default -> Optional.of(effect);
        };
    }

    /** Effects of the trigger functions that a write fires. */
    static List<Effect> ofTriggers(Table table, Situation at) {
        List<Effect> effects = new ArrayList<>();
        at.catalog().triggersOf(table.name()).forEach(trigger -> effects.addAll(called(trigger.function(), at)));
        return effects;
    }

    /** Effects of calling a routine of the user's; nothing for a built-in one. */
    static List<Effect> called(QualifiedName routine, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (Function function : at.catalog().functions(routine)) {
            if (at.nesting().repeats(function.name(), at.catalog())) {
                continue;
            }
            Situation inside = at.in(at.nesting().in(function.name(), at.catalog()), at.catalog());
            effects.addAll(function.body()
                    .map(body -> of(body, inside))
                    .orElseGet(() -> List.of(new Effect.Unmodelled(
                            "routine " + routine.display() + " in language " + function.language()))));
        }
        return effects;
    }

    /** A loop over DML that never commits keeps every row lock and the oldest snapshot until it ends. */
    private static Optional<Effect> held(ProceduralBody body, Situation at) {
        boolean commits = body.statements().stream().anyMatch(BodyEffects::endsTransaction);
        Optional<BodyStatement> write = body.statements().stream()
                .filter(statement ->
                        statement.loopDepth() > 0 && writes(statement.meaning()).isPresent())
                .findFirst();
        if (commits || write.isEmpty()) {
            return Optional.empty();
        }
        QualifiedName table = at.resolve(writes(write.get().meaning()).orElseThrow());
        OptionalLong rows = at.createdHere(table)
                ? OptionalLong.of(0)
                : at.context().size(table).rows();
        long batch = number(LIMIT.matcher(write.get().sql()), 1)
                .map(Double::longValue)
                .orElse(0L);
        double sleepMillis = body.statements().stream()
                .filter(statement -> statement.loopDepth() > 0)
                .flatMap(statement -> number(SLEEP.matcher(statement.sql()), 1).stream())
                .mapToDouble(seconds -> seconds * 1000)
                .sum();
        OptionalLong asleep = rows.isPresent() && batch > 0 && sleepMillis > 0
                ? OptionalLong.of(Math.round(Math.ceil((double) rows.getAsLong() / batch) * sleepMillis))
                : OptionalLong.empty();
        return Optional.of(new Effect.HoldsTransactionOpen(
                "loops over writes to " + table.display() + " in one transaction", asleep));
    }

    private static Optional<Double> number(Matcher matcher, int group) {
        return matcher.find() ? Optional.of(Double.parseDouble(matcher.group(group))) : Optional.empty();
    }

    static boolean endsTransaction(BodyStatement statement) {
        return statement.meaning() instanceof SessionStatement.TransactionControl control
                && (control.kind() == TransactionCommand.COMMIT || control.kind() == TransactionCommand.ROLLBACK);
    }

    private static Optional<QualifiedName> writes(Statement statement) {
        return switch (statement) {
            case DataStatement.Update update -> Optional.of(update.table());
            case DataStatement.Delete delete -> Optional.of(delete.table());
            case DataStatement.Select select
            when !select.nested().writes().isEmpty() ->
                Optional.of(select.nested().writes().getFirst());
            case RoutineStatement.DynamicSql dynamic -> dynamic.constant().flatMap(BodyEffects::writes);
            case DataStatement.Insert insert ->
                insert.reads().isEmpty() ? Optional.empty() : Optional.of(insert.table());
            default -> Optional.empty();
        };
    }
}
