package dev.lockkeeper.context.snapshot;

import dev.lockkeeper.context.ColumnFacts;
import dev.lockkeeper.context.TableFacts;
import dev.lockkeeper.pg.QualifiedName;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** Puts the facts of each table together; a partitioned table is the sum of its partitions. */
final class TablesAssembler {
    private final int major;
    private final TrafficSeries traffic;
    private final ZoneId zone;
    private final Optional<Growth> growth;
    private final Map<Long, List<Row>> children = new HashMap<>();

    TablesAssembler(int major, TrafficSeries traffic, ZoneId zone, Optional<Growth> growth) {
        this.major = major;
        this.traffic = traffic;
        this.zone = zone;
        this.growth = growth;
    }

    Map<QualifiedName, TableFacts> assemble(
            List<Row> rows,
            Map<QualifiedName, Map<String, ColumnFacts>> columns,
            Map<Long, Map<String, Long>> indexScans,
            Map<QualifiedName, Map<String, List<String>>> dependants) {
        for (Row row : rows) {
            if (row.number("parent").isPresent()) {
                children.computeIfAbsent(row.number("parent").getAsLong(), oid -> new ArrayList<>())
                        .add(row);
            }
        }
        Map<QualifiedName, TableFacts> facts = new LinkedHashMap<>();
        for (Row row : rows) {
            QualifiedName name = QualifiedName.of(row.text("schema"), row.text("name"));
            long oid = row.number("oid").orElse(0);
            OptionalLong count = sum(row, this::rows);
            OptionalLong heap = sum(row, this::heap);
            OptionalLong indexes = sum(row, leaf -> leaf.count("indexes"));
            OptionalLong toast = sum(row, leaf -> leaf.count("toast"));
            facts.put(
                    name,
                    new TableFacts(
                            count.isPresent() ? count : OptionalLong.of(-1),
                            heap,
                            indexes,
                            toast,
                            growth.map(g -> g.rows(name, count)).orElse(OptionalDouble.empty()),
                            growth.map(g -> g.bytes(name, heap, indexes, toast)).orElse(OptionalDouble.empty()),
                            rate(row, traffic::reads),
                            rate(row, traffic::writes),
                            sum(row, leaf -> leaf.count("live")),
                            sum(row, leaf -> leaf.count("dead")),
                            analyzed(row),
                            columns.getOrDefault(name, Map.of()),
                            indexScans.getOrDefault(oid, Map.of()),
                            dependants.getOrDefault(name, Map.of()),
                            traffic.extremes(oid, zone)));
        }
        return facts;
    }

    private Stream<Row> leaves(Row row) {
        return row.text("kind").equals("p")
                ? children.getOrDefault(row.number("oid").orElse(0), List.of()).stream()
                        .flatMap(this::leaves)
                : Stream.of(row);
    }

    /** Known only when every part is known. */
    private OptionalLong sum(Row row, Function<Row, OptionalLong> part) {
        long sum = 0;
        for (Row leaf : leaves(row).toList()) {
            OptionalLong value = part.apply(leaf);
            if (value.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += value.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    private OptionalDouble rate(Row row, Function<Long, OptionalDouble> rate) {
        List<OptionalDouble> rates = leaves(row)
                .map(leaf -> rate.apply(leaf.number("oid").orElse(0)))
                .toList();
        return !rates.isEmpty() && rates.stream().allMatch(OptionalDouble::isPresent)
                ? OptionalDouble.of(
                        rates.stream().mapToDouble(OptionalDouble::getAsDouble).sum())
                : OptionalDouble.empty();
    }

    private OptionalLong heap(Row row) {
        OptionalLong bytes = row.count("heap");
        if (bytes.isPresent()) {
            return bytes;
        }
        OptionalLong pages = row.count("relpages");
        return pages.isPresent() && pages.getAsLong() > 0
                ? OptionalLong.of(pages.getAsLong() * row.number("block").orElse(8192))
                : OptionalLong.empty();
    }

    /**
     * reltuples, unless it says nothing: -1, on 12 and 13 also 0 (never analyzed), or a file more than twice as long as
     * when it was counted. A file without a page has no row.
     */
    private OptionalLong rows(Row row) {
        OptionalLong heap = row.count("heap");
        if (heap.isPresent() && heap.getAsLong() == 0) {
            return OptionalLong.of(0);
        }
        double tuples = row.measure("reltuples").orElse(-1);
        long counted = row.number("relpages").orElse(0);
        long pages = heap.isPresent() ? heap.getAsLong() / row.number("block").orElse(8192) : counted;
        boolean never = tuples < 0 || major < 14 && tuples == 0 && counted == 0;
        return never || pages > 2 * counted + 10 ? OptionalLong.empty() : OptionalLong.of(Math.round(tuples));
    }

    /** Of partitions the one that waits longest. */
    private Optional<Instant> analyzed(Row row) {
        List<Optional<Instant>> times =
                leaves(row).map(leaf -> leaf.time("analyzed")).toList();
        return !times.isEmpty() && times.stream().allMatch(Optional::isPresent)
                ? times.stream().map(Optional::get).min(Instant::compareTo)
                : Optional.empty();
    }
}
