package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.ServerFacts.SequenceFacts;
import dev.lockkeeper.context.TableFacts;
import dev.lockkeeper.pg.QualifiedName;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How much tables and sequences grew per day since an earlier snapshot; {@code days} is never 0. */
record Growth(ProductionContext earlier, double days) {
    /** Less than this, a day's growth would be a guess. */
    private static final Duration SHORTEST = Duration.ofMinutes(10);

    static Optional<Growth> between(Optional<ProductionContext> earlier, Instant now) {
        return earlier.flatMap(context -> context.capturedAt()
                .map(then -> Duration.between(then, now))
                .filter(passed -> passed.compareTo(SHORTEST) >= 0)
                .map(passed -> new Growth(context, passed.toSeconds() / 86_400.0)));
    }

    private Optional<TableFacts> before(QualifiedName table) {
        return Optional.ofNullable(earlier.tables().get(table));
    }

    OptionalDouble rows(QualifiedName table, OptionalLong now) {
        OptionalLong then = before(table).map(TableFacts::rows).orElse(OptionalLong.empty());
        return now.isEmpty() || then.isEmpty() || then.getAsLong() < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((now.getAsLong() - then.getAsLong()) / days);
    }

    OptionalDouble bytes(QualifiedName table, OptionalLong heap, OptionalLong indexes, OptionalLong toast) {
        Optional<TableFacts> then = before(table);
        if (then.isEmpty()) {
            return OptionalDouble.empty();
        }
        OptionalLong before = total(
                then.get().heapBytes(), then.get().indexBytes(), then.get().toastBytes());
        OptionalLong after = total(heap, indexes, toast);
        return before.isEmpty() || after.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((after.getAsLong() - before.getAsLong()) / days);
    }

    private static OptionalLong total(OptionalLong heap, OptionalLong indexes, OptionalLong toast) {
        return heap.isEmpty() || indexes.isEmpty() || toast.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(heap.getAsLong() + indexes.getAsLong() + toast.getAsLong());
    }

    /** Values that each sequence gave per day. */
    Map<QualifiedName, Double> valuesPerDay(List<SequenceReader.Known> known, TableSample now) {
        Map<QualifiedName, Long> then = new LinkedHashMap<>();
        for (SequenceFacts facts : earlier.server().sequences()) {
            if (facts.lastValue().isPresent()) {
                then.put(facts.sequence(), facts.lastValue().getAsLong());
            }
        }
        Map<QualifiedName, Double> rates = new LinkedHashMap<>();
        for (SequenceReader.Known sequence : known) {
            Long before = then.get(sequence.name());
            Long after = now.sequences().get(sequence.oid());
            if (before != null && after != null) {
                rates.put(sequence.name(), (after - before) / days);
            }
        }
        return rates;
    }
}
