package dev.lockkeeper.dryrun;

import dev.lockkeeper.context.ColumnFacts;
import dev.lockkeeper.sql.TypeName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How production's statistics say a column is filled, as SQL in terms of row {@code g}: which share of the rows is
 * NULL or has one of the common values, in which order the others come, and how many different ones there are. A value
 * that statistics name gets at least one row, however rare, because one row is enough to break a constraint.
 */
final class ColumnDistribution {
    /** Rows are dealt into so many buckets. */
    private static final int BUCKETS = 1000;
    /** A prime above every number of rows that are loaded: multiplied modulo it, numbers lose their order and stay different. */
    private static final long PRIME = 2_147_483_647L;

    private static final int DEFAULT_DISTINCT = 997;
    private static final double IN_ORDER = 0.9;
    private static final double NEARLY_ALL = 0.9;
    /** Factors without a common divisor with the number of buckets: each column deals its rows another way. */
    private static final int[] FACTORS = {7919, 6101, 5449, 4567, 3571, 2777, 1999, 1123, 877, 631};

    private final Optional<ColumnFacts> facts;
    private final long rows;
    private final long seed;
    private final int position;

    ColumnDistribution(Optional<ColumnFacts> facts, long rows, long seed, int position) {
        this.facts = facts;
        this.rows = rows;
        this.seed = seed;
        this.position = position;
    }

    /** A value that takes the place of the usual one in a share of the rows. */
    record Planted(String sql, double share) {}

    /** {@code value} for all rows but those that {@code planted} takes, in order; each of them takes one row at least. */
    String deal(List<Planted> planted, String value) {
        if (planted.isEmpty() || value.equals("NULL")) {
            return value;
        }
        int factor = FACTORS[Math.floorMod(position + seed, FACTORS.length)];
        String bucket = "((g::bigint * " + factor + " + " + Math.floorMod(seed, BUCKETS) + ") % " + BUCKETS + ")";
        StringBuilder single = new StringBuilder("CASE");
        StringBuilder shares = new StringBuilder();
        int from = 0;
        int row = 1 + position;
        for (Planted each : planted) {
            single.append(" WHEN g = ").append(row).append(" THEN ").append(each.sql());
            int upto = Math.min(BUCKETS, from + (int) Math.round(each.share() * BUCKETS));
            if (upto > from) {
                shares.append(" WHEN ")
                        .append(bucket)
                        .append(" < ")
                        .append(upto)
                        .append(" THEN ")
                        .append(each.sql());
            }
            from = upto;
            row++;
        }
        return single.append(shares)
                .append(" ELSE ")
                .append(value)
                .append(" END")
                .toString();
    }

    /** The common values and both ends of the histogram. */
    List<Planted> values(TypeName type, TypeValues types) {
        List<Planted> planted = new ArrayList<>();
        facts.ifPresent(known -> {
            for (int i = 0; i < known.commonValues().size(); i++) {
                double share = known.commonShares().isEmpty()
                        ? 0
                        : known.commonShares().get(i);
                planted.add(new Planted(new CommonValue(known.commonValues().get(i), i).sql(type, types), share));
            }
            ends(known)
                    .forEach(end -> planted.add(new Planted(
                            new CommonValue(end, known.commonValues().size()).sql(type, types), 0)));
        });
        return planted;
    }

    private static List<String> ends(ColumnFacts known) {
        return known.histogram().size() < 2
                ? List.of()
                : List.of(known.histogram().getFirst(), known.histogram().getLast());
    }

    /** Values that statistics name and that lie outside {@code parent}'s: rows without a counterpart there. */
    List<Planted> orphans(Optional<ColumnFacts> parent, TypeName type, TypeValues types) {
        List<Planted> planted = new ArrayList<>();
        if (facts.isEmpty() || parent.isEmpty() || parent.get().histogram().size() < 2) {
            return planted;
        }
        Optional<BigDecimal> least = new CommonValue(parent.get().histogram().getFirst(), 0).number();
        Optional<BigDecimal> most = new CommonValue(parent.get().histogram().getLast(), 0).number();
        if (least.isEmpty() || most.isEmpty()) {
            return planted;
        }
        List<String> candidates = new ArrayList<>(facts.get().commonValues());
        candidates.addAll(ends(facts.get()));
        for (String candidate : candidates) {
            CommonValue value = new CommonValue(candidate, 0);
            value.number()
                    .filter(number -> number.compareTo(least.get()) < 0 || number.compareTo(most.get()) > 0)
                    .filter(number -> !parent.get().commonValues().contains(candidate))
                    .ifPresent(number -> planted.add(new Planted(value.sql(type, types), 0)));
        }
        return planted;
    }

    /** Statistics say that some value occurs more than once: ANALYZE saw it, or estimated fewer values than rows. */
    boolean repeats() {
        if (facts.isEmpty()) {
            return false;
        }
        OptionalDouble distinct = facts.get().distinct();
        return !facts.get().commonValues().isEmpty()
                || distinct.isPresent() && distinct.getAsDouble() > -1 && distinct.getAsDouble() != 0;
    }

    /** A number for row {@code g}, another for each row; in order, or scattered when statistics say so. */
    String unique() {
        return scattered() ? "(g::bigint * 48271 % " + PRIME + ")" : "g";
    }

    /** A number for row {@code g}, with as many different ones as production has. */
    String repeating() {
        long distinct = distinct();
        if (distinct >= rows) {
            return unique();
        }
        OptionalDouble correlation = facts.map(ColumnFacts::correlation).orElse(OptionalDouble.empty());
        if (correlation.isPresent() && Math.abs(correlation.getAsDouble()) >= IN_ORDER) {
            String forwards = "((g::bigint - 1) * " + distinct + " / " + Math.max(1, rows) + ")";
            return correlation.getAsDouble() > 0 ? "(1 + " + forwards + ")" : "(" + distinct + " - " + forwards + ")";
        }
        return scattered()
                ? "(1 + g::bigint * 48271 % " + PRIME + " % " + distinct + ")"
                : "(1 + g % " + distinct + ")";
    }

    private boolean scattered() {
        OptionalDouble correlation = facts.map(ColumnFacts::correlation).orElse(OptionalDouble.empty());
        return correlation.isPresent() && Math.abs(correlation.getAsDouble()) < IN_ORDER;
    }

    private long distinct() {
        OptionalDouble known = facts.map(ColumnFacts::distinct).orElse(OptionalDouble.empty());
        if (known.isEmpty() || known.getAsDouble() == 0) {
            return DEFAULT_DISTINCT;
        }
        double value = known.getAsDouble();
        return value > 0
                ? Math.max(1, Math.round(value))
                : -value >= NEARLY_ALL ? rows : Math.max(1, Math.round(-value * rows));
    }
}
