package dev.lockkeeper.draft;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.effect.Forecast;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Tables whose name stands in {@code words}, in singular or plural; the ten largest when none does. */
    public List<QualifiedName> tablesIn(String words) {
        Set<String> said = Arrays.stream(words.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}_$]+"))
                .collect(Collectors.toSet());
        List<QualifiedName> named = catalog.tables()
                .map(Table::name)
                .filter(name -> named(name.name().toLowerCase(Locale.ROOT), said, words))
                .toList();
        return named.isEmpty()
                ? catalog.tables()
                        .map(Table::name)
                        .sorted(Comparator.comparingLong((QualifiedName name) ->
                                -context.size(name).rows().orElse(0)))
                        .limit(10)
                        .toList()
                : named;
    }

    private static boolean named(String name, Set<String> said, String words) {
        return said.contains(name)
                || name.endsWith("s") && said.contains(name.substring(0, name.length() - 1))
                || name.indexOf(' ') >= 0 && words.toLowerCase(Locale.ROOT).contains(name);
    }

    /** The brief for these tables and their neighbours. */
    public String of(List<QualifiedName> tables) {
        return String.join("\n", lines(tables));
    }

    /** The same as lines: what matters most comes first. */
    List<String> lines(List<QualifiedName> tables) {
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
        if (!context.server().replicas().isEmpty()) {
            lines.add("- Replicas: " + context.server().replicas().size());
        }
        context.deployment()
                .flatMap(Deployment::style)
                .ifPresent(style -> lines.add(
                        "- Deploys: " + style.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        all.forEach(name -> invariants(name, lines));
        all.forEach(name -> table(name, lines));
        neighbours(all)
                .forEach(name -> lines.add("- Neighbour " + quote(name.display()) + ": "
                        + context.size(name).display()
                        + catalog.table(name)
                                .flatMap(Table::primaryKey)
                                .map(key -> ", key " + quote(String.join(", ", key.columns())))
                                .orElse("")));
        return lines;
    }

    /** What the business has declared: values come from here or from the person, never from a guess. */
    private void invariants(QualifiedName name, List<String> lines) {
        context.deployment().stream()
                .flatMap(deployment -> deployment.invariants().stream())
                .filter(rule -> rule.table().inSchema("public").equals(name.inSchema("public")))
                .forEach(rule -> lines.add("- Declared for " + quote(name.display())
                        + rule.column()
                                .map(column -> " column " + quote(column))
                                .orElse("") + ": " + quote(rule.rule())
                        + rule.defaultValue()
                                .map(value -> ", default " + quote(value))
                                .orElse("")
                        + (rule.allowedValues().isEmpty()
                                ? ""
                                : ", allowed " + quote(String.join(", ", rule.allowedValues())))
                        + (rule.neverNull() ? ", never NULL" : "")));
    }

    private Set<QualifiedName> neighbours(Set<QualifiedName> tables) {
        Set<QualifiedName> neighbours = new LinkedHashSet<>();
        for (QualifiedName name : tables) {
            catalog.foreignKeysOf(name)
                    .forEach(key -> key.references().flatMap(catalog::resolve).ifPresent(neighbours::add));
            catalog.foreignKeysTo(name).forEach(reference -> neighbours.add(reference.table()));
        }
        neighbours.removeAll(tables);
        return neighbours;
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
