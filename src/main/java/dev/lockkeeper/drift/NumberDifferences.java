package dev.lockkeeper.drift;

import dev.lockkeeper.context.Connections;
import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.TableFacts;
import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.drift.Difference.Group;
import dev.lockkeeper.drift.Difference.How;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Rows, bytes, traffic, disk, pool: what a sandbox lacks. Factors below two are noise of two captures. */
final class NumberDifferences {
    private static final double NOISE = 2;
    private static final double FACTOR_THAT_MATTERS = 10;
    /** Statements per second below which a table counts as quiet. */
    private static final double BUSY = 10;

    private static final String TRAFFIC = "reads+writes per second";

    private final ProductionContext left;
    private final ProductionContext right;
    private final List<Difference> differences = new ArrayList<>();

    private NumberDifferences(ProductionContext left, ProductionContext right) {
        this.left = left;
        this.right = right;
    }

    static List<Difference> of(ProductionContext left, ProductionContext right) {
        NumberDifferences numbers = new NumberDifferences(left, right);
        numbers.tables();
        numbers.server();
        return numbers.differences;
    }

    private void tables() {
        Set<QualifiedName> names = new TreeSet<>(byName(left).keySet());
        names.retainAll(byName(right).keySet());
        for (QualifiedName name : names) {
            TableFacts here = byName(left).get(name);
            TableFacts there = byName(right).get(name);
            if (here == null || there == null) {
                continue;
            }
            number(
                    "rows",
                    name.display(),
                    measure(known(here.rows())),
                    measure(known(there.rows())),
                    NumberDifferences::count,
                    "A table rewrite, a validation scan and an index build take time in proportion to the rows.");
            number(
                    "bytes",
                    name.display(),
                    bytes(here),
                    bytes(there),
                    NumberDifferences::size,
                    "A rewrite writes the table and its indexes again: disk, WAL and replicas need room for it.");
            number(
                    TRAFFIC,
                    name.display(),
                    traffic(here),
                    traffic(there),
                    NumberDifferences::rate,
                    "A lock that waits queues this many statements behind it each second.");
        }
        number(
                TRAFFIC,
                "all tables",
                total(left),
                total(right),
                NumberDifferences::rate,
                "Without concurrent statements no lock conflict and no lock queue can be seen.");
    }

    private void server() {
        number(
                "disk IOPS",
                "",
                measure(left.deployment().map(Deployment::iops).orElse(OptionalInt.empty())),
                measure(right.deployment().map(Deployment::iops).orElse(OptionalInt.empty())),
                NumberDifferences::count,
                "A rewrite or index build competes with the queries for it.",
                NOISE);
        number(
                "connection pool",
                "",
                measure(left.poolSize()),
                measure(right.poolSize()),
                NumberDifferences::count,
                "Queued statements hold connections: how fast the pool is used up decides how long an outage is.",
                NOISE);
        number(
                "max_connections",
                "",
                measure(left.connections().map(Connections::maxConnections).orElse(OptionalInt.empty())),
                measure(right.connections().map(Connections::maxConnections).orElse(OptionalInt.empty())),
                NumberDifferences::count,
                "At the limit the server refuses everybody, the migration too.",
                NOISE);
        number(
                "longest query in ms",
                "",
                longest(left),
                longest(right),
                NumberDifferences::count,
                "A migration's lock waits behind the longest query, and everybody behind the migration.");
        number(
                "replicas",
                "",
                OptionalDouble.of(left.server().replicas().size()),
                OptionalDouble.of(right.server().replicas().size()),
                NumberDifferences::count,
                "Replay of an ACCESS EXCLUSIVE lock cancels long reads there, and WAL makes them lag.",
                1);
    }

    private void number(
            String kind,
            String name,
            OptionalDouble here,
            OptionalDouble there,
            Function<Double, String> shown,
            String why) {
        number(kind, name, here, there, shown, why, FACTOR_THAT_MATTERS);
    }

    private void number(
            String kind,
            String name,
            OptionalDouble here,
            OptionalDouble there,
            Function<Double, String> shown,
            String why,
            double matters) {
        if (here.isEmpty() && there.isEmpty() || here.equals(there)) {
            return;
        }
        boolean known = here.isPresent() && there.isPresent();
        double factor = known ? factor(here.getAsDouble(), there.getAsDouble()) : 1;
        if (known && factor < Math.min(NOISE, matters)) {
            return;
        }
        boolean quiet = kind.equals(TRAFFIC) && Math.max(here.orElse(0), there.orElse(0)) < BUSY;
        boolean serious = known && factor >= matters && !quiet;
        differences.add(new Difference(
                serious ? Severity.WARNING : Severity.NOTE,
                Group.NUMBERS,
                kind,
                name,
                here.stream().boxed().map(shown).findFirst(),
                there.stream()
                        .boxed()
                        .map(value -> shown.apply(value) + times(known, here, there))
                        .findFirst(),
                How.VALUE,
                serious ? why : known ? "" : "Known on one side only: nothing can be said."));
    }

    /** How many times the left side's. */
    private static String times(boolean known, OptionalDouble here, OptionalDouble there) {
        double factor = known && here.getAsDouble() > 0 ? there.getAsDouble() / here.getAsDouble() : 0;
        return factor >= NOISE
                ? " (×" + count(factor) + ")"
                : factor > 0 && factor <= 1 / NOISE ? " (÷" + count(1 / factor) + ")" : "";
    }

    /** How many times more one side has; a side with nothing counts as infinitely less than one with at least 1. */
    private static double factor(double one, double other) {
        double less = Math.min(one, other);
        double more = Math.max(one, other);
        return less <= 0 ? (more >= 1 ? Double.POSITIVE_INFINITY : 1) : more / less;
    }

    private static Map<QualifiedName, TableFacts> byName(ProductionContext context) {
        Map<QualifiedName, TableFacts> tables = new java.util.TreeMap<>();
        context.tables().forEach((name, facts) -> tables.put(name.inSchema("public"), facts));
        return tables;
    }

    private static OptionalLong known(OptionalLong rows) {
        return rows.isPresent() && rows.getAsLong() >= 0 ? rows : OptionalLong.empty();
    }

    private static OptionalDouble bytes(TableFacts facts) {
        return facts.heapBytes().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) facts.heapBytes().getAsLong()
                        + facts.indexBytes().orElse(0)
                        + facts.toastBytes().orElse(0));
    }

    private static OptionalDouble traffic(TableFacts facts) {
        return facts.readsPerSecond().isEmpty() && facts.writesPerSecond().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(facts.readsPerSecond().orElse(0)
                        + facts.writesPerSecond().orElse(0));
    }

    private static OptionalDouble total(ProductionContext context) {
        return context.tables().values().stream()
                .flatMap(facts -> {
                    OptionalDouble one = traffic(facts);
                    return one.isPresent() ? Stream.of(one.getAsDouble()) : Stream.empty();
                })
                .mapToDouble(Double::doubleValue)
                .reduce(Double::sum);
    }

    private static OptionalDouble longest(ProductionContext context) {
        return Stream.concat(
                        context.workload().stream()
                                .map(WorkloadQuery::maxMillis)
                                .flatMap(max -> max.stream().boxed()),
                        context.sessions().stream().map(session -> (double) session.durationMillis()))
                .mapToDouble(Double::doubleValue)
                .max();
    }

    private static OptionalDouble measure(OptionalLong value) {
        return value.isPresent() ? OptionalDouble.of(value.getAsLong()) : OptionalDouble.empty();
    }

    private static OptionalDouble measure(OptionalInt value) {
        return value.isPresent() ? OptionalDouble.of(value.getAsInt()) : OptionalDouble.empty();
    }

    private static String count(double value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value));
    }

    private static String rate(double value) {
        return value > 0 && value < 10 ? String.format(Locale.ROOT, "%.1f", value) : count(value);
    }

    private static String size(double bytes) {
        String[] units = {"bytes", "kB", "MB", "GB", "TB"};
        int unit = 0;
        double value = bytes;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }
}
