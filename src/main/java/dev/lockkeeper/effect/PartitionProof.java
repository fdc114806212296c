package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.sql.Condition;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.PartitionBound;
import dev.lockkeeper.sql.PartitionBound.Edge;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the validated CHECKs of a table prove about the bounds of a partition, so that no row is looked at. It follows
 * PostgreSQL's own prover (src/backend/optimizer/util/predtest.c) for comparisons of one key column with constants, one
 * by one and without counting in whole numbers; what is not seen here is a scan.
 */
final class PartitionProof {
    /** Longer lists are not taken apart by the server either (MAX_SAOP_ARRAY_SIZE). */
    private static final int LONGEST_LIST = 100;

    private final Optional<Column> key;
    private final PartitionBound bound;

    PartitionProof(Table parent, PartitionBound bound) {
        this.key = parent.partitionKey().size() == 1
                ? parent.column(parent.partitionKey().getFirst())
                : Optional.empty();
        this.bound = bound;
    }

    /** No row of the table can be one of the partition's. */
    boolean excludedFrom(Table table) {
        return key.isPresent() && readable() && checks(table).anyMatch(check -> refutes(check, key.get(), table));
    }

    /** Every row of the table is one of the partition's. */
    boolean impliedBy(Table table) {
        if (key.isEmpty() || !readable() || !table.provenNotNull(key.get().name())) {
            return false;
        }
        List<Condition> checks = checks(table).toList();
        return switch (bound) {
            case PartitionBound.Range range ->
                Stream.of(range.from().getFirst(), range.to().getFirst())
                        .filter(edge -> edge.side() == 0)
                        .allMatch(edge -> checks.stream()
                                .anyMatch(check ->
                                        implies(check, edge, range.from().getFirst() == edge, key.get())));
            case PartitionBound.In in ->
                !in.withNull() && checks.stream().anyMatch(check -> within(check, in, key.get()));
            case PartitionBound.Default other -> false;
            case PartitionBound.Hash hash -> false;
            case PartitionBound.Unread unread -> false;
        };
    }

    private static Stream<Condition> checks(Table table) {
        return table.constraints().stream()
                .filter(constraint -> constraint.kind() == ConstraintDefinition.Kind.CHECK
                        && constraint.validated()
                        && constraint.enforced())
                .map(Constraint::check)
                .flatMap(Optional::stream)
                .map(check -> check.condition());
    }

    private boolean readable() {
        return switch (bound) {
            case PartitionBound.Range range ->
                Stream.concat(range.from().stream(), range.to().stream())
                        .filter(edge -> edge.side() == 0)
                        .allMatch(edge -> value(edge).filter(KeyValue::ordered).isPresent());
            case PartitionBound.In in ->
                in.values().size() <= LONGEST_LIST
                        && in.values().stream()
                                .allMatch(value ->
                                        KeyValue.of(value, key.orElseThrow()).isPresent());
            case PartitionBound.Default other -> false;
            case PartitionBound.Hash hash -> false;
            case PartitionBound.Unread unread -> false;
        };
    }

    private Optional<KeyValue> value(Edge edge) {
        return edge.value().flatMap(literal -> KeyValue.of(literal, key.orElseThrow()));
    }

    private boolean refutes(Condition condition, Column column, Table table) {
        return switch (condition) {
            case Condition.And and -> and.parts().stream().anyMatch(part -> refutes(part, column, table));
            case Condition.Or or -> or.parts().stream().allMatch(part -> refutes(part, column, table));
            case Condition.Compare compare ->
                compare.column().equals(column.name())
                        && KeyValue.of(compare.value(), column)
                                .filter(value -> refutes(compare.operator(), value, table))
                                .isPresent();
            case Condition.In in ->
                in.column().equals(column.name())
                        && in.values().size() <= LONGEST_LIST
                        && in.values().stream()
                                .allMatch(literal -> KeyValue.of(literal, column)
                                        .filter(value -> refutes("=", value, table))
                                        .isPresent());
            case Condition.Unread unread -> false;
        };
    }

    private boolean refutes(String operator, KeyValue value, Table table) {
        return switch (bound) {
            case PartitionBound.Range range ->
                beyond(operator, value, range.from().getFirst(), range.to().getFirst());
            case PartitionBound.In in ->
                (!in.withNull() || table.provenNotNull(key.orElseThrow().name()))
                        && in.values().stream()
                                .flatMap(literal -> KeyValue.of(literal, key.orElseThrow()).stream())
                                .noneMatch(listed -> holds(listed, operator, value));
            case PartitionBound.Default other -> false;
            case PartitionBound.Hash hash -> false;
            case PartitionBound.Unread unread -> false;
        };
    }

    /** No value of {@code [from, to)} satisfies {@code operator value}. */
    private boolean beyond(String operator, KeyValue value, Edge from, Edge to) {
        boolean belowFrom = from.side() == 0 && value(from).orElseThrow().compareTo(value) > 0;
        boolean atFrom = from.side() == 0 && value(from).orElseThrow().compareTo(value) == 0;
        boolean fromTo = to.side() == 0 && value(to).orElseThrow().compareTo(value) <= 0;
        return switch (operator) {
            case "<" -> belowFrom || atFrom;
            case "<=" -> belowFrom;
            case "=" -> belowFrom || fromTo;
            default -> fromTo;
        };
    }

    /** Whether {@code listed operator value}; text is only equal or not, and then taken as holding. */
    private static boolean holds(KeyValue listed, String operator, KeyValue value) {
        if (operator.equals("=")) {
            return listed.equals(value);
        }
        int order = listed.ordered() ? listed.compareTo(value) : 0;
        return !listed.ordered()
                || switch (operator) {
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">=" -> order >= 0;
                    default -> order > 0;
                };
    }

    private boolean implies(Condition condition, Edge edge, boolean lower, Column column) {
        Predicate<Condition.Compare> one = compare -> compare.column().equals(column.name())
                && KeyValue.of(compare.value(), column)
                        .filter(value ->
                                inside(compare.operator(), value, value(edge).orElseThrow(), lower))
                        .isPresent();
        return switch (condition) {
            case Condition.And and -> and.parts().stream().anyMatch(part -> implies(part, edge, lower, column));
            case Condition.Or or -> or.parts().stream().allMatch(part -> implies(part, edge, lower, column));
            case Condition.Compare compare -> one.test(compare);
            case Condition.In in ->
                in.values().size() <= LONGEST_LIST
                        && in.values().stream()
                                .allMatch(value -> one.test(new Condition.Compare(in.column(), "=", value)));
            case Condition.Unread unread -> false;
        };
    }

    private static boolean inside(String operator, KeyValue value, KeyValue edge, boolean lower) {
        int order = value.compareTo(edge);
        return switch (operator) {
            case ">=", ">" -> lower && order >= 0;
            case "=" -> lower ? order >= 0 : order < 0;
            case "<" -> !lower && order <= 0;
            default -> !lower && order < 0;
        };
    }

    private static boolean within(Condition condition, PartitionBound.In bound, Column column) {
        List<KeyValue> listed = bound.values().stream()
                .flatMap(literal -> KeyValue.of(literal, column).stream())
                .toList();
        Predicate<dev.lockkeeper.sql.Literal> one =
                literal -> KeyValue.of(literal, column).filter(listed::contains).isPresent();
        return switch (condition) {
            case Condition.And and -> and.parts().stream().anyMatch(part -> within(part, bound, column));
            case Condition.Or or -> or.parts().stream().allMatch(part -> within(part, bound, column));
            case Condition.Compare compare ->
                compare.operator().equals("=") && compare.column().equals(column.name()) && one.test(compare.value());
            case Condition.In in ->
                in.values().size() <= LONGEST_LIST
                        && in.column().equals(column.name())
                        && in.values().stream().allMatch(one);
            case Condition.Unread unread -> false;
        };
    }
}
