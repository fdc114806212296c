package dev.lockkeeper.plan;

import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.sql.Literal;
import dev.lockkeeper.sql.PartitionBound;
import dev.lockkeeper.sql.PartitionBound.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The bounds of a partition as SQL: for a CHECK that proves them, and for attaching it again. */
public final class PartitionBounds {
    private static final Pattern WRITTEN = Pattern.compile("(?is)\\b(for\\s+values\\b.*|default)\\s*$");

    private PartitionBounds() {}

    /** {@code FOR VALUES …} or {@code DEFAULT} at the end of a statement. */
    public static Optional<String> written(String sql) {
        Matcher text = WRITTEN.matcher(sql);
        return text.find() ? Optional.of(text.group(1).strip()) : Optional.empty();
    }

    /** The same from the catalog; empty for bounds that were said with expressions. */
    public static Optional<String> of(PartitionBound bound) {
        return switch (bound) {
            case PartitionBound.Default other -> Optional.of("DEFAULT");
            case PartitionBound.Range range ->
                Optional.of("FOR VALUES FROM (" + edges(range.from()) + ") TO (" + edges(range.to()) + ")");
            case PartitionBound.In in ->
                Optional.of("FOR VALUES IN (" + values(in.values()) + (in.withNull() ? ", NULL" : "") + ")");
            case PartitionBound.Hash hash ->
                Optional.of("FOR VALUES WITH (MODULUS " + hash.modulus() + ", REMAINDER " + hash.remainder() + ")");
            case PartitionBound.Unread unread -> Optional.empty();
        };
    }

    /** True of exactly the rows of the partition; empty where a CHECK of one column, never NULL, cannot say it. */
    public static Optional<String> inside(Table parent, PartitionBound bound) {
        return key(parent).flatMap(key -> switch (bound) {
            case PartitionBound.Range range -> {
                List<String> parts = comparisons(key, range, " >= ", " < ");
                yield parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" AND ", parts));
            }
            case PartitionBound.In in ->
                in.withNull() ? Optional.empty() : Optional.of(key + " IN (" + values(in.values()) + ")");
            case PartitionBound.Default other -> Optional.empty();
            case PartitionBound.Hash hash -> Optional.empty();
            case PartitionBound.Unread unread -> Optional.empty();
        });
    }

    /** True of exactly the rows that are not the partition's. */
    public static Optional<String> outside(Table parent, PartitionBound bound) {
        return key(parent).flatMap(key -> switch (bound) {
            case PartitionBound.Range range -> {
                List<String> parts = comparisons(key, range, " < ", " >= ");
                yield parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" OR ", parts));
            }
            case PartitionBound.In in -> Optional.empty();
            case PartitionBound.Default other -> Optional.empty();
            case PartitionBound.Hash hash -> Optional.empty();
            case PartitionBound.Unread unread -> Optional.empty();
        });
    }

    private static Optional<String> key(Table parent) {
        return parent.partitionKey().size() == 1
                ? parent.column(parent.partitionKey().getFirst())
                        .filter(Column::notNull)
                        .map(column -> Identifiers.quote(column.name()))
                : Optional.empty();
    }

    private static List<String> comparisons(String key, PartitionBound.Range range, String from, String to) {
        List<String> parts = new ArrayList<>();
        range.from().getFirst().value().ifPresent(value -> parts.add(key + from + literal(value)));
        range.to().getFirst().value().ifPresent(value -> parts.add(key + to + literal(value)));
        return parts;
    }

    private static String edges(List<Edge> edges) {
        return edges.stream()
                .map(edge ->
                        edge.value().map(PartitionBounds::literal).orElse(edge.side() < 0 ? "MINVALUE" : "MAXVALUE"))
                .collect(Collectors.joining(", "));
    }

    private static String values(List<Literal> values) {
        return values.stream().map(PartitionBounds::literal).collect(Collectors.joining(", "));
    }

    private static String literal(Literal value) {
        return value.quoted() ? Identifiers.literal(value.text()) : value.text();
    }
}
