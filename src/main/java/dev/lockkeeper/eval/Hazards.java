package dev.lockkeeper.eval;

import dev.lockkeeper.dryrun.MeasuredTransaction;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What measured transactions would have done to production's large tables. No rule of the linter is asked. */
record Hazards(List<String> hurting, List<String> impatient) {
    private static final long FEWEST = 1_000;

    static Hazards of(List<MeasuredTransaction> measured, Production production, Map<QualifiedName, Long> rows) {
        Set<String> hurting = new LinkedHashSet<>();
        Set<String> impatient = new LinkedHashSet<>();
        for (MeasuredTransaction transaction : measured) {
            rows.forEach((table, count) -> {
                if (!large(production.context().size(table).band())) {
                    return;
                }
                boolean blocks = transaction.locks().stream()
                        .anyMatch(lock ->
                                lock.owner().equals(table) && lock.mode().blocksWrites());
                String name = table.name();
                if (transaction.rewritten().contains(table)) {
                    hurting.add("writes all of " + name + " anew while nobody can use it");
                } else if (blocks && transaction.scanned().contains(table)) {
                    hurting.add("reads all of " + name + " while writes wait");
                }
                if (count >= FEWEST && transaction.changed().getOrDefault(table, 0L) * 2 >= count) {
                    hurting.add("changes most rows of " + name + " in one transaction");
                }
                if (blocks && !transaction.lockTimeout()) {
                    impatient.add("waits without limit for a lock on " + name + " that blocks others");
                }
            });
        }
        return new Hazards(List.copyOf(hurting), List.copyOf(impatient));
    }

    private static boolean large(TableSize.Band band) {
        return switch (band) {
            case LARGE, UNKNOWN -> true;
            case SMALL, NEW -> false;
        };
    }
}
