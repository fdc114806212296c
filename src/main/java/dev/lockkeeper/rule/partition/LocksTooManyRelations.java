package dev.lockkeeper.rule.partition;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Partitions and their indexes are locked one by one, and the room for locks is everybody's. */
@AutoService(Rule.class)
public final class LocksTooManyRelations implements Rule {
    private static final long LOCKS_DEFAULT = 64;
    private static final long CONNECTIONS_DEFAULT = 100;

    @Override
    public Stream<Hit> check(Analysis analysis) {
        long room = number(analysis, "max_locks_per_transaction", LOCKS_DEFAULT)
                * (number(analysis, "max_connections", CONNECTIONS_DEFAULT)
                        + number(analysis, "max_prepared_transactions", 0));
        Map<Integer, Set<QualifiedName>> locked = new LinkedHashMap<>();
        List<Hit> hits = new ArrayList<>();
        for (StatementEffects at : analysis.statements()) {
            Set<QualifiedName> own = locked.computeIfAbsent(at.transaction().number(), number -> new HashSet<>());
            boolean enough = own.size() * 2L > room;
            at.all(Effect.AcquiresLock.class).map(Effect.AcquiresLock::relation).forEach(own::add);
            if (!enough && own.size() * 2L > room) {
                hits.add(Hit.at(
                        at,
                        "with this statement the transaction holds locks on " + own.size()
                                + " relations, and there is room for " + room
                                + " locks of all sessions together: this one or any other fails with 53200.",
                        "Split the work into transactions of fewer relations."));
            }
        }
        return hits.stream();
    }

    private static long number(Analysis analysis, String setting, long otherwise) {
        return analysis.context()
                .setting(setting)
                .filter(value -> value.matches("\\d{1,9}"))
                .map(Long::parseLong)
                .orElse(otherwise);
    }
}
