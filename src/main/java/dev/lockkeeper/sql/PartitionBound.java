package dev.lockkeeper.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which rows a partition holds, as {@code FOR VALUES} or {@code DEFAULT} says it. */
public sealed interface PartitionBound {

    record Default() implements PartitionBound {}

    /** From {@code from} on, up to but not including {@code to}; one edge for each column of the key. */
    record Range(List<Edge> from, List<Edge> to) implements PartitionBound {
        public Range {
            from = List.copyOf(from);
            to = List.copyOf(to);
        }
    }

    record In(List<Literal> values, boolean withNull) implements PartitionBound {
        public In {
            values = List.copyOf(values);
        }
    }

    record Hash(int modulus, int remainder) implements PartitionBound {}

    /** Said with expressions: which rows it holds is not known. */
    record Unread() implements PartitionBound {}

    /** {@code side} is -1 for MINVALUE and 1 for MAXVALUE, which have no value. */
    record Edge(int side, Optional<Literal> value) {}

    /** {@code bound} is a {@code PartitionBoundSpec} without its wrapper. */
    static PartitionBound of(Node bound) {
        if (bound.flag("is_default")) {
            return new Default();
        }
        return switch (bound.text("strategy")) {
            case "h" -> new Hash(bound.number("modulus"), bound.number("remainder"));
            case "l" -> {
                List<Node> values = bound.list("listdatums").stream()
                        .filter(value -> !Literal.isNull(value))
                        .toList();
                boolean withNull = values.size() < bound.list("listdatums").size();
                yield Literal.all(values)
                        .<PartitionBound>map(all -> new In(all, withNull))
                        .orElseGet(Unread::new);
            }
            case "r" -> {
                Optional<List<Edge>> from = edges(bound.list("lowerdatums"));
                Optional<List<Edge>> to = edges(bound.list("upperdatums"));
                yield from.isPresent() && to.isPresent() ? new Range(from.get(), to.get()) : new Unread();
            }
            default -> new Unread();
        };
    }

    private static Optional<List<Edge>> edges(List<Node> values) {
        List<Edge> edges = new ArrayList<>();
        for (Node value : values) {
            List<String> word = value.get("ColumnRef").strings("fields");
            if (word.equals(List.of("minvalue"))) {
                edges.add(new Edge(-1, Optional.empty()));
            } else if (word.equals(List.of("maxvalue"))) {
                edges.add(new Edge(1, Optional.empty()));
            } else {
                Optional<Literal> literal = Literal.of(value);
                if (literal.isEmpty()) {
                    return Optional.empty();
                }
                edges.add(new Edge(0, literal));
            }
        }
        return Optional.of(edges);
    }
}
