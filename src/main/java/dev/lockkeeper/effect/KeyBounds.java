package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.sql.Literal;
import dev.lockkeeper.sql.PartitionBound;
import dev.lockkeeper.sql.PartitionBound.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The bounds of partitions against each other: refused is only what is certain, whatever cannot be read is left open. */
final class KeyBounds {
    private final Table parent;
    private final List<Column> key;

    KeyBounds(Table parent) {
        this.parent = parent;
        this.key = parent.partitionKey().stream()
                .flatMap(name -> parent.column(name).stream())
                .toList();
    }

    /** Why the server refuses a partition of these bounds; {@code others} are those that are there. */
    Optional<Effect> refused(PartitionBound bound, List<Table> others) {
        Optional<String> wanted = strategy(bound);
        if (wanted.isPresent() && parent.strategy().isPresent() && !wanted.equals(parent.strategy())) {
            return Optional.of(new Effect.Refused(
                    "42P16",
                    "invalid bound specification for a " + parent.strategy().get() + " partition"));
        }
        if (bound instanceof PartitionBound.Hash hash && hash.remainder() >= hash.modulus()) {
            return Optional.of(new Effect.Refused("42P16", "remainder for hash partition must be less than modulus"));
        }
        if (bound instanceof PartitionBound.Range range
                && compare(range.from(), range.to()).orElse(-1) >= 0) {
            return Optional.of(new Effect.Refused("42P17", "empty range bound specified for the partition"));
        }
        return others.stream()
                .filter(other ->
                        other.bound().filter(own -> overlap(bound, own)).isPresent())
                .<Effect>map(other -> new Effect.Refused(
                        "42P17",
                        "the partition would overlap partition \""
                                + other.name().name() + '"'))
                .findFirst();
    }

    private static Optional<String> strategy(PartitionBound bound) {
        return switch (bound) {
            case PartitionBound.Range range -> Optional.of("range");
            case PartitionBound.In in -> Optional.of("list");
            case PartitionBound.Hash hash -> Optional.of("hash");
            case PartitionBound.Default other -> Optional.empty();
            case PartitionBound.Unread unread -> Optional.empty();
        };
    }

    private boolean overlap(PartitionBound one, PartitionBound other) {
        if (one instanceof PartitionBound.Range a && other instanceof PartitionBound.Range b) {
            return compare(a.from(), b.to()).orElse(0) < 0
                    && compare(b.from(), a.to()).orElse(0) < 0;
        }
        if (one instanceof PartitionBound.In a && other instanceof PartitionBound.In b) {
            List<KeyValue> values = values(a.values());
            List<KeyValue> others = values(b.values());
            return a.withNull() && b.withNull() || values.stream().anyMatch(others::contains);
        }
        if (one instanceof PartitionBound.Hash a && other instanceof PartitionBound.Hash b) {
            int less = Math.min(a.modulus(), b.modulus());
            boolean factor = less > 0 && Math.max(a.modulus(), b.modulus()) % less == 0;
            // Every modulus must be a factor of the next larger one.
            return !factor || a.remainder() % less == b.remainder() % less;
        }
        return one instanceof PartitionBound.Default && other instanceof PartitionBound.Default;
    }

    List<KeyValue> values(List<Literal> literals) {
        return key.size() != 1
                ? List.of()
                : literals.stream()
                        .flatMap(literal -> KeyValue.of(literal, key.getFirst()).stream())
                        .toList();
    }

    /** Column by column; MINVALUE and MAXVALUE end the comparison. Empty when a value cannot be read. */
    private OptionalInt compare(List<Edge> one, List<Edge> other) {
        if (one.size() != key.size() || other.size() != key.size()) {
            return OptionalInt.empty();
        }
        for (int i = 0; i < key.size(); i++) {
            Column column = key.get(i);
            Edge a = one.get(i);
            Edge b = other.get(i);
            if (a.side() != b.side()) {
                return OptionalInt.of(Integer.compare(a.side(), b.side()));
            }
            if (a.side() != 0) {
                return OptionalInt.of(0);
            }
            List<KeyValue> both = new ArrayList<>();
            for (Edge edge : List.of(a, b)) {
                edge.value()
                        .flatMap(value -> KeyValue.of(value, column).filter(KeyValue::ordered))
                        .ifPresent(both::add);
            }
            if (both.size() < 2) {
                return OptionalInt.empty();
            }
            int order = both.get(0).compareTo(both.get(1));
            if (order != 0) {
                return OptionalInt.of(order);
            }
        }
        return OptionalInt.of(0);
    }
}
