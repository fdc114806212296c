package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ColumnFacts;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.dryrun.ColumnDistribution.Planted;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import dev.lockkeeper.sql.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The SQL expression that gives a column's value in row {@code g} of the series: what the schema wants, filled as
 * production's statistics say. What the migration is going to want is met by the usual values and broken by those that
 * statistics name: a NULL, a common value, a repeated one, one without a parent.
 */
final class ColumnValues {
    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*+)'");

    private final Sources sources;
    private final Table table;
    private final Map<QualifiedName, Long> loaded;
    private final long rows;
    private final Attempt attempt;
    private final TypeValues types;

    /** Schema before and after the migration, statistics, and what makes one series differ from another. */
    record Sources(Catalog catalog, Catalog wanted, ProductionContext context, long seed) {}

    /** What is left out when a table refuses the rows. */
    enum Attempt {
        /** Values as statistics have them. */
        STATISTICS,
        /** Only shares of NULL. */
        PLAIN,
        /** And values from CHECK constraints for every text column. */
        LITERALS
    }

    ColumnValues(Sources sources, Table table, Map<QualifiedName, Long> loaded, long rows, Attempt attempt) {
        this.sources = sources;
        this.table = table;
        this.loaded = loaded;
        this.rows = rows;
        this.attempt = attempt;
        this.types = new TypeValues(sources.catalog());
    }

    String of(Column column) {
        Optional<ColumnFacts> facts = sources.context().column(table.name(), column.name());
        ColumnDistribution distribution = new ColumnDistribution(
                attempt == Attempt.STATISTICS ? facts : Optional.empty(),
                rows,
                sources.seed(),
                table.columns().indexOf(column));
        List<Planted> planted = new ArrayList<>();
        double nulls = column.notNull() || table.provenNotNull(column.name())
                ? 0
                : sources.context().nullFraction(table.name(), column.name()).orElse(0);
        if (nulls > 0) {
            planted.add(new Planted("NULL", nulls));
        }
        OptionalInt width = facts.map(ColumnFacts::averageWidth).orElse(OptionalInt.empty());
        Optional<Constraint> key = foreignKey(column);
        if (key.isPresent()) {
            if (sources.catalog().foreignKeysOf(table.name()).stream().noneMatch(on(column))) {
                planted.addAll(distribution.orphans(parentFacts(column, key.get()), column.type(), types));
            }
            return distribution.deal(planted, reference(column, key.get()));
        }
        boolean unique = unique(sources.catalog(), column);
        boolean alone = !unique && uniqueAlone(column);
        if (!unique && (!unique(sources.wanted(), column) || alone && distribution.repeats())) {
            planted.addAll(distribution.values(column.type(), types));
            if (alone) {
                // Each takes a row of its own: repeated, whatever values statistics name.
                Planted twice = new Planted(cast(column, types.of(target(column), "1", width)), 0);
                planted.addAll(List.of(twice, twice));
            }
        }
        String usual = allowed(column)
                .orElseGet(() -> cast(column, types.of(target(column), number(column, distribution), width)));
        return distribution.deal(planted, usual);
    }

    /** The type that the migration gives the column: a text must be one of its values. */
    private TypeName target(Column column) {
        return sources.wanted()
                .table(table.name())
                .flatMap(after -> after.column(column.name()))
                .map(Column::type)
                .filter(type -> TypeValues.text(column.type()) && !type.array())
                .orElse(column.type());
    }

    private String cast(Column column, String value) {
        return target(column).equals(column.type()) ? value : "(" + value + ")::text";
    }

    /** Keys that others refer to are counted through: the referring rows count with them. */
    private String number(Column column, ColumnDistribution distribution) {
        boolean referenced = Stream.of(sources.catalog(), sources.wanted())
                .anyMatch(catalog -> !catalog.foreignKeysTo(table.name()).isEmpty());
        boolean unique = unique(sources.catalog(), column) || unique(sources.wanted(), column);
        return unique ? referenced ? "g" : distribution.unique() : distribution.repeating();
    }

    private static Predicate<Constraint> on(Column column) {
        return constraint -> constraint.columns().contains(column.name());
    }

    private Optional<Constraint> foreignKey(Column column) {
        return Stream.concat(
                        sources.catalog().foreignKeysOf(table.name()).stream(),
                        sources.wanted().foreignKeysOf(table.name()).stream())
                .filter(on(column))
                .findFirst();
    }

    private Optional<ColumnFacts> parentFacts(Column column, Constraint key) {
        int at = key.columns().indexOf(column.name());
        QualifiedName parent = key.references().orElse(table.name());
        Optional<String> name = key.referencedColumns().size() > at
                ? Optional.of(key.referencedColumns().get(at))
                : sources.catalog()
                        .table(parent)
                        .flatMap(Table::primaryKey)
                        .filter(primary -> primary.columns().size() > at)
                        .map(primary -> primary.columns().get(at));
        return name.flatMap(known -> sources.context().column(parent, known));
    }

    private String reference(Column column, Constraint key) {
        QualifiedName parent = key.references().orElse(table.name());
        long there = parent.equals(table.name()) ? 0 : loaded.getOrDefault(parent, 0L);
        if (there == 0) {
            return column.notNull() ? types.of(column.type(), "g", OptionalInt.empty()) : "NULL";
        }
        return types.of(column.type(), "(1 + (g - 1) % " + there + ")", OptionalInt.empty());
    }

    private boolean unique(Catalog catalog, Column column) {
        return catalog.indexesOf(table.name()).stream()
                .anyMatch(index -> index.unique() && index.leadingColumns().contains(column.name()));
    }

    /** The migration makes the column unique by itself. */
    private boolean uniqueAlone(Column column) {
        return sources.wanted().indexesOf(table.name()).stream()
                .filter(index -> index.unique() && index.where().isEmpty())
                .anyMatch(index -> index.leadingColumns().equals(List.of(column.name())));
    }

    /** A value that a CHECK lists for the column: {@code c IN ('a', 'b')}. */
    private Optional<String> allowed(Column column) {
        List<Constraint> constraints = Stream.concat(
                        table.constraints().stream(),
                        sources.wanted().table(table.name()).stream().flatMap(after -> after.constraints().stream()))
                .toList();
        for (Constraint constraint : constraints) {
            if (constraint.kind() == Kind.CHECK
                    && constraint.columns().equals(List.of(column.name()))
                    && constraint.check().isPresent()) {
                String check = constraint.check().get().sql();
                boolean list = check.contains("ANY")
                        || check.toLowerCase(Locale.ROOT).contains(" in ")
                        || attempt == Attempt.LITERALS;
                Matcher literal = LITERAL.matcher(check);
                if (list && literal.find()) {
                    return Optional.of(
                            "'" + literal.group(1) + "'::" + column.type().sql());
                }
            }
        }
        return Optional.empty();
    }
}
