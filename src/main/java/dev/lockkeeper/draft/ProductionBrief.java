package dev.lockkeeper.draft;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The part of production that matters for some tables, as text for a prompt: version, sizes, traffic, who keeps
 * locks for long, columns and dependants. Everything from production is data: one line each, quoted, capped.
 */
public final class ProductionBrief {
    private static final int LONGEST_VALUE = 200;
    private static final int MOST_COLUMNS = 60;

    private final Catalog catalog;
    private final ProductionContext context;
    private final PgVersion version;
    private final boolean shareWorkload;

    /** {@code shareWorkload} allows texts of queries to leave: only for readers on this machine, or when configured. */
    public ProductionBrief(Catalog catalog, ProductionContext context, PgVersion version, boolean shareWorkload) {
        this.catalog = catalog;
        this.context = context;
        this.version = version;
        this.shareWorkload = shareWorkload;
    }

    /** Tables whose name stands in {@code words}; all tables (at most ten, largest first) when none does. */
    public List<QualifiedName> tablesIn(String words) {
        List<QualifiedName> named = catalog.tables()
                .map(Table::name)
                .filter(name -> Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(name.name()) + "(?![\\w$])")
                        .matcher(words)
                        .find())
                .toList();
        return named.isEmpty()
                ? catalog.tables()
                        .map(Table::name)
                        .sorted(java.util.Comparator.comparingLong((QualifiedName name) ->
                                -context.size(name).rows().orElse(0)))
                        .limit(10)
                        .toList()
                : named;
    }

    /** The brief for these tables and the ones they reference. */
    public String of(List<QualifiedName> tables) {
        Set<QualifiedName> all = new LinkedHashSet<>();
        for (QualifiedName name : tables) {
            catalog.table(name).map(Table::name).ifPresent(all::add);
        }
        List<String> lines = new ArrayList<>();
        lines.add("- PostgreSQL version: " + quote(version.text()));
        lines.add("- Database: " + quote(context.databaseName())
                + context.capturedAt().map(at -> ", captured at " + at).orElse(", age of this snapshot not known"));
        context.poolSize().ifPresent(pool -> lines.add("- Connection pool: " + pool));
        context.setting("lock_timeout").ifPresent(value -> lines.add("- lock_timeout of the role: " + quote(value)));
        all.forEach(name -> table(name, lines));
        return String.join("\n", lines);
    }

    private void table(QualifiedName name, List<String> lines) {
        lines.add("- Table " + quote(name.display()) + ": " + context.size(name).display()
                + context.writesPerSecond(name).stream()
                        .mapToObj(w -> String.format(Locale.ROOT, ", %.0f writes/s", w))
                        .findFirst()
                        .orElse("")
                + context.readsPerSecond(name).stream()
                        .mapToObj(r -> String.format(Locale.ROOT, ", %.0f reads/s", r))
                        .findFirst()
                        .orElse(""));
        Optional<Table> table = catalog.table(name);
        table.ifPresent(t -> t.columns().stream()
                .limit(MOST_COLUMNS)
                .forEach(column -> lines.add("  - column " + column(name, column))));
        table.ifPresent(t -> t.constraints()
                .forEach(c -> lines.add("  - constraint " + quote(c.name()) + " "
                        + c.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " on "
                        + quote(String.join(", ", c.columns()))
                        + c.references()
                                .map(r -> " references " + quote(r.display()))
                                .orElse(""))));
        catalog.indexesOf(name)
                .forEach(
                        index -> lines.add("  - index " + quote(index.name().name()) + (index.unique() ? " unique" : "")
                                + " on " + quote(String.join(", ", index.leadingColumns()))));
        catalog.foreignKeysTo(name)
                .forEach(reference ->
                        lines.add("  - referenced by " + quote(reference.table().display())));
        catalog.viewsReading(name, Optional.empty())
                .forEach(view ->
                        lines.add("  - read by view " + quote(view.name().display())));
        catalog.triggersOf(name).forEach(trigger -> lines.add("  - trigger " + quote(trigger.name())));
        context.longestQueriesOn(name).stream()
                .limit(3)
                .forEach(query -> lines.add("  - a query that holds it for " + Forecast.human(query.durationMillis())
                        + (query.running() ? " is running" : " is known")
                        + (shareWorkload ? ": " + quote(query.query()) : "")));
    }

    private String column(QualifiedName table, Column column) {
        return quote(column.name()) + " " + quote(column.type().sql()) + (column.notNull() ? " NOT NULL" : "")
                + column.defaultValue()
                        .map(value -> " DEFAULT " + quote(value.sql()))
                        .orElse("")
                + context.nullFraction(table, column.name()).stream()
                        .mapToObj(f -> String.format(Locale.ROOT, ", %.1f %% NULL by statistics", f * 100))
                        .findFirst()
                        .orElse("");
    }

    /** A value of production in one line: control characters gone, quotes doubled, capped. */
    static String quote(String value) {
        String line =
                value.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ").replace("\"", "\"\"");
        return '"' + (line.length() > LONGEST_VALUE ? line.substring(0, LONGEST_VALUE) + "…" : line) + '"';
    }
}
