package dev.lockkeeper.effect;

import dev.lockkeeper.pg.LockMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one form did on one major: the strongest locks on every relation that was there before, new files, full scans.
 * Relations in schema {@code public} are named without it; a toast table is {@code toast(owner)}.
 *
 * @param sqlState empty when the statement succeeded; then nothing else is recorded, because an aborted transaction
 *     has given its locks back
 * @param alone true when PostgreSQL refuses it in a transaction block (25001): then it ran alone, its locks were
 *     read while it waited for gates, and its scans are not known
 * @param locks modes that no other mode held on the same relation covers
 * @param rewritten tables that got a new file
 * @param scans tables that were read from end to end, and how often
 * @param indexes tables of which an index was built or rebuilt
 */
public record Measurement(
        String sqlState,
        boolean alone,
        SortedMap<String, Set<LockMode>> locks,
        SortedSet<String> rewritten,
        SortedMap<String, Integer> scans,
        SortedSet<String> indexes) {
    private static final Map<LockMode, String> SHORT = Map.of(
            LockMode.ACCESS_SHARE, "AS",
            LockMode.ROW_SHARE, "RS",
            LockMode.ROW_EXCLUSIVE, "RX",
            LockMode.SHARE_UPDATE_EXCLUSIVE, "SUE",
            LockMode.SHARE, "S",
            LockMode.SHARE_ROW_EXCLUSIVE, "SRX",
            LockMode.EXCLUSIVE, "X",
            LockMode.ACCESS_EXCLUSIVE, "AX");
    private static final Map<String, LockMode> LONG =
            SHORT.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    public Measurement {
        locks = new TreeMap<>(locks);
        rewritten = new TreeSet<>(rewritten);
        scans = new TreeMap<>(scans);
        indexes = new TreeSet<>(indexes);
    }

    /** The form failed. */
    public static Measurement failed(String sqlState, boolean alone) {
        return new Measurement(sqlState, alone, new TreeMap<>(), new TreeSet<>(), new TreeMap<>(), new TreeSet<>());
    }

    /** The modes that no other of them covers: SHARE ROW EXCLUSIVE alone where ROW SHARE is held too. */
    public static Set<LockMode> strongest(Collection<LockMode> held) {
        EnumSet<LockMode> all = EnumSet.noneOf(LockMode.class);
        for (LockMode mode : held) {
            if (held.stream().noneMatch(other -> other != mode && other.covers(mode))) {
                all.add(mode);
            }
        }
        return all;
    }

    /** Five fields between tabs: outcome, locks, new files, scans, indexes; {@code -} for nothing. */
    public String line() {
        String outcome = (sqlState.isEmpty() ? "ok" : sqlState) + (alone ? " alone" : "");
        return String.join(
                "\t",
                outcome,
                text(locks.entrySet().stream()
                        .map(lock -> lock.getKey()
                                + ' '
                                + lock.getValue().stream()
                                        .map(SHORT::get)
                                        .map(String::valueOf)
                                        .collect(Collectors.joining("+")))
                        .toList()),
                text(rewritten),
                text(scans.entrySet().stream()
                        .map(scan -> scan.getKey() + ' ' + scan.getValue())
                        .toList()),
                text(indexes));
    }

    private static String text(Collection<String> parts) {
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }

    /** Reads what {@link #line} wrote. */
    public static Measurement parse(List<String> fields) {
        String[] outcome = fields.get(0).split(" ", 2);
        SortedMap<String, Set<LockMode>> locks = new TreeMap<>();
        for (String lock : parts(fields.get(1))) {
            int at = lock.lastIndexOf(' ');
            EnumSet<LockMode> modes = EnumSet.noneOf(LockMode.class);
            Arrays.stream(lock.substring(at + 1).split("\\+", -1)).forEach(mode -> modes.add(mode(mode)));
            locks.put(lock.substring(0, at), modes);
        }
        SortedMap<String, Integer> scans = new TreeMap<>();
        for (String scan : parts(fields.get(3))) {
            int at = scan.lastIndexOf(' ');
            scans.put(scan.substring(0, at), Integer.parseInt(scan.substring(at + 1)));
        }
        return new Measurement(
                outcome[0].equals("ok") ? "" : outcome[0],
                outcome.length > 1,
                locks,
                new TreeSet<>(parts(fields.get(2))),
                scans,
                new TreeSet<>(parts(fields.get(4))));
    }

    private static LockMode mode(String text) {
        LockMode mode = LONG.get(text);
        if (mode == null) {
            throw new IllegalArgumentException("not a lock mode of the measured table: " + text);
        }
        return mode;
    }

    private static List<String> parts(String field) {
        return field.equals("-") ? List.of() : new ArrayList<>(Arrays.asList(field.split(", ", -1)));
    }
}
