package dev.lockkeeper.report;

import dev.lockkeeper.effect.Measurement;
import dev.lockkeeper.effect.NearestForm;
import dev.lockkeeper.pg.LockMode;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A measured form for a terminal: what it did, and which commands wait meanwhile ({@link LockMode#conflicts}). */
public final class MeasuredText {
    private static final Map<LockMode, String> COMMANDS = Map.of(
            LockMode.ACCESS_SHARE, "SELECT",
            LockMode.ROW_SHARE, "SELECT FOR UPDATE / NO KEY UPDATE / SHARE / KEY SHARE",
            LockMode.ROW_EXCLUSIVE, "INSERT, UPDATE, DELETE, MERGE",
            LockMode.SHARE_UPDATE_EXCLUSIVE, "VACUUM, ANALYZE, CREATE INDEX CONCURRENTLY, VALIDATE CONSTRAINT",
            LockMode.SHARE, "CREATE INDEX",
            LockMode.SHARE_ROW_EXCLUSIVE, "CREATE TRIGGER, ADD FOREIGN KEY",
            LockMode.EXCLUSIVE, "REFRESH MATERIALIZED VIEW CONCURRENTLY",
            LockMode.ACCESS_EXCLUSIVE, "most of ALTER TABLE, DROP, TRUNCATE");

    private MeasuredText() {}

    public static String of(NearestForm.Found found, int major) {
        StringBuilder out = new StringBuilder();
        NearestForm.Measured nearest = found.nearest();
        out.append("\nMeasured on PostgreSQL ")
                .append(major)
                .append(", the nearest form (situation \"")
                .append(nearest.form().section())
                .append("\"):\n  ")
                .append(nearest.form().statement())
                .append('\n');
        did(out, nearest.measurement());
        if (!found.others().isEmpty()) {
            out.append("\nForms of the same kind that did something else:\n");
            for (NearestForm.Measured other : found.others()) {
                out.append("  ")
                        .append(other.form().statement())
                        .append("  (")
                        .append(other.form().section())
                        .append(")\n      ")
                        .append(shortly(other.measurement()))
                        .append('\n');
            }
        }
        return out.toString();
    }

    /** What to say where nothing was measured: never nothing. */
    public static String none(int major) {
        return "\nNot measured on PostgreSQL " + major
                + ": no form of this kind is in the measured table (majors 12 to 18).\n";
    }

    private static void did(StringBuilder out, Measurement measurement) {
        if (!measurement.sqlState().isEmpty()) {
            out.append("  failed with SQLSTATE ").append(measurement.sqlState()).append('\n');
        }
        measurement
                .locks()
                .forEach((relation, modes) -> out.append("  locked   ")
                        .append(relation)
                        .append(' ')
                        .append(names(modes))
                        .append('\n'));
        line(out, "new file ", measurement.rewritten());
        line(
                out,
                "read     ",
                measurement.scans().entrySet().stream()
                        .map(scan ->
                                scan.getKey() + (scan.getValue() == 1 ? " once" : " " + scan.getValue() + " times"))
                        .toList());
        line(out, "indexes built on ", measurement.indexes());
        out.append(
                measurement.alone()
                        ? "  refused in a transaction block (25001): it has to run alone\n"
                        : "  runs in a transaction block\n");
        Set<LockMode> waiting = EnumSet.noneOf(LockMode.class);
        measurement.locks().values().stream().flatMap(Set::stream).forEach(mode -> waiting.addAll(mode.conflicts()));
        if (!waiting.isEmpty()) {
            out.append("  meanwhile wait, on the relation locked most strongly:\n");
            strongest(measurement)
                    .conflicts()
                    .forEach(mode -> out.append("    ")
                            .append(String.format(java.util.Locale.ROOT, "%-24s", mode.sql()))
                            .append(COMMANDS.get(mode))
                            .append('\n'));
        }
    }

    private static LockMode strongest(Measurement measurement) {
        return measurement.locks().values().stream()
                .flatMap(Set::stream)
                .max(LockMode::compareTo)
                .orElse(LockMode.ACCESS_SHARE);
    }

    private static void line(StringBuilder out, String label, Collection<String> names) {
        if (!names.isEmpty()) {
            out.append("  ").append(label).append(String.join(", ", names)).append('\n');
        }
    }

    private static String names(Set<LockMode> modes) {
        return modes.stream().map(LockMode::sql).collect(Collectors.joining(" and "));
    }

    private static String shortly(Measurement measurement) {
        if (!measurement.sqlState().isEmpty()) {
            return "fails with SQLSTATE " + measurement.sqlState();
        }
        List<String> facts = new java.util.ArrayList<>();
        measurement.locks().forEach((relation, modes) -> facts.add(relation + ' ' + names(modes)));
        measurement.rewritten().forEach(table -> facts.add("new file for " + table));
        measurement.scans().keySet().forEach(table -> facts.add("reads " + table));
        return facts.isEmpty() ? "locks no relation" : String.join(", ", facts);
    }
}
