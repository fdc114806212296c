package dev.lockkeeper.dryrun;

import dev.lockkeeper.dryrun.backup.Mask;
import dev.lockkeeper.pg.QualifiedName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rows of production itself on which a dry run ran.
 *
 * @param name the backup's file, or the clone's server and database
 * @param asOf when they were production's; empty when nobody says
 * @param datedBy where that comes from, in words
 * @param age how old they were at the dry run; negative when they come from the future
 * @param rows exact count for each touched table
 * @param masks of the touched tables' columns
 */
public record RealRows(
        Kind kind,
        String name,
        Optional<Instant> asOf,
        String datedBy,
        Optional<Duration> age,
        Map<QualifiedName, Long> rows,
        Map<QualifiedName, Map<String, Mask>> masks) {
    /** A restored dump, or a copy of the whole server. */
    public enum Kind {
        BACKUP,
        CLONE
    }

    public RealRows {
        rows = Map.copyOf(rows);
        masks = Map.copyOf(masks);
    }

    /** {@code backup shop.dump of 2026-11-28 03:00 UTC (by its header), 1,234 rows in the touched tables}. */
    public String sentence() {
        long all = rows.values().stream().mapToLong(Long::longValue).sum();
        return kind.name().toLowerCase(Locale.ROOT) + " " + name
                + asOf.map(at -> " of "
                                + at.truncatedTo(ChronoUnit.MINUTES)
                                        .toString()
                                        .replace("T", " ")
                                        .replace(":00Z", " UTC")
                                        .replace("Z", " UTC")
                                + " (" + datedBy + ")")
                        .orElse(" of an unknown date")
                + String.format(Locale.ROOT, ", %,d rows in the touched tables", all)
                + (masks.isEmpty() ? "" : ", values masked");
    }

    /** The part that is signed: no clock of ours in it. */
    public String evidence() {
        StringBuilder text =
                new StringBuilder(kind + " of " + asOf.map(Instant::toString).orElse("unknown"));
        new TreeMap<>(rows)
                .forEach((table, count) ->
                        text.append(' ').append(table).append('=').append(count));
        new TreeMap<>(masks)
                .forEach((table, columns) -> new TreeMap<>(columns)
                        .forEach((column, mask) -> text.append(" masked ")
                                .append(table)
                                .append('.')
                                .append(column)
                                .append(' ')
                                .append(mask.word())));
        return text.toString();
    }
}
