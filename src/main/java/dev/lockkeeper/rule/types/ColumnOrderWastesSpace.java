package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.Persistence;
import dev.lockkeeper.sql.RelationStatement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Alignment puts gaps between columns of fixed width; the order is cheap to choose once, when the table is made. */
@AutoService(Rule.class)
public final class ColumnOrderWastesSpace implements Rule {
    /** A gap of one whole alignment unit: less is not worth a word. */
    private static final int WORTH_BYTES = 8;

    private static final long ROWS = 10_000_000;

    private record Width(int bytes, int alignment) {}

    /** pg_type.typlen and typalign; types of variable width end the arithmetic. */
    private static final Map<String, Width> WIDTHS = Map.ofEntries(
            Map.entry("bool", new Width(1, 1)),
            Map.entry("int2", new Width(2, 2)),
            Map.entry("int4", new Width(4, 4)),
            Map.entry("float4", new Width(4, 4)),
            Map.entry("date", new Width(4, 4)),
            Map.entry("int8", new Width(8, 8)),
            Map.entry("float8", new Width(8, 8)),
            Map.entry("timestamp", new Width(8, 8)),
            Map.entry("timestamptz", new Width(8, 8)),
            Map.entry("time", new Width(8, 8)),
            Map.entry("money", new Width(8, 8)),
            Map.entry("serial", new Width(4, 4)),
            Map.entry("bigserial", new Width(8, 8)),
            Map.entry("interval", new Width(16, 8)),
            Map.entry("uuid", new Width(16, 1)));

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream().flatMap(ColumnOrderWastesSpace::hit);
    }

    private static Stream<Hit> hit(StatementEffects at) {
        if (!(at.statement().meaning() instanceof RelationStatement.CreateTable create)
                || create.partitionOf().isPresent()
                || !create.inherits().isEmpty()
                || !create.like().isEmpty()
                || create.persistence() == Persistence.TEMPORARY) {
            return Stream.empty();
        }
        int wasted = padding(create.columns());
        return wasted < WORTH_BYTES
                ? Stream.empty()
                : Stream.of(
                        Hit.at(
                                at,
                                wasted + " bytes of each row of "
                                        + create.table().display()
                                        + " are gaps between columns: " + TableSize.humanBytes(wasted * ROWS)
                                        + " for every "
                                        + TableSize.humanRows(ROWS) + " rows.",
                                "Order the columns by width: 8 bytes (bigint, timestamptz) first, then 4, 2, 1, and text last."));
    }

    private static int padding(List<ColumnDefinition> columns) {
        int offset = 0;
        int padding = 0;
        for (ColumnDefinition column : columns) {
            Optional<Width> width = width(column);
            if (width.isEmpty()) {
                // A value of variable width ends anywhere: what follows is counted from a boundary.
                offset = 0;
                continue;
            }
            int gap = Math.floorMod(-offset, width.get().alignment());
            padding += gap;
            offset += gap + width.get().bytes();
        }
        return padding;
    }

    private static Optional<Width> width(ColumnDefinition column) {
        return column.type().array()
                ? Optional.empty()
                : Optional.ofNullable(WIDTHS.get(column.type().name()));
    }
}
