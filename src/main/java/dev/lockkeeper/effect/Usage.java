package dev.lockkeeper.effect;

import dev.lockkeeper.context.UsageCoverage;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Who is known to use a table or column, and what the evidence cannot see.
 *
 * @param users queries (most called first), views, routines, triggers and jobs
 * @param notUnderstood queries that may use it and that no parser here reads: never taken for harmless
 * @param coverage how far the workload reaches, empty when the context does not say
 */
public record Usage(List<User> users, List<String> notUnderstood, Optional<UsageCoverage> coverage) {
    /** Below this many days of coverage a monthly job is invisible (decisions.md). */
    public static final int BUSINESS_CYCLE_DAYS = 35;

    private static final int NAMED = 5;
    private static final int LONGEST = 160;

    public Usage {
        users = List.copyOf(users);
        notUnderstood = List.copyOf(notUnderstood);
    }

    /**
     * One user.
     *
     * @param name as people name it: {@code view open_orders}, {@code the query SELECT …}
     * @param how what it does with the column, in words; empty when that is not known
     */
    public record User(String name, String how, OptionalDouble callsPerHour, Optional<Instant> lastSeen) {
        static User of(String name) {
            return new User(name, "", OptionalDouble.empty(), Optional.empty());
        }

        /** {@code the query SELECT … (returns; 12 calls an hour, last seen 2026-11-20)}. */
        public String display() {
            List<String> facts = new ArrayList<>();
            if (!how.isEmpty()) {
                facts.add(how);
            }
            callsPerHour.ifPresent(calls -> facts.add(
                    calls >= 10
                            ? String.format(Locale.ROOT, "%,.0f calls an hour", calls)
                            : String.format(Locale.ROOT, "%.2g calls an hour", calls)));
            lastSeen.ifPresent(at ->
                    facts.add("last seen " + DateTimeFormatter.ISO_LOCAL_DATE.format(at.atOffset(ZoneOffset.UTC))));
            return shortened(name) + (facts.isEmpty() ? "" : " (" + String.join(", ", facts) + ")");
        }
    }

    public boolean known() {
        return !users.isEmpty() || !notUnderstood.isEmpty();
    }

    /** All users in one line: at most five by name, then how many more. */
    public String display() {
        List<String> words = users.stream().limit(NAMED).map(User::display).collect(Collectors.toList());
        if (users.size() > NAMED) {
            words.add((users.size() - NAMED) + " more");
        }
        if (!notUnderstood.isEmpty()) {
            words.add(notUnderstood.size() + (notUnderstood.size() == 1 ? " query" : " queries")
                    + " that could not be understood: "
                    + notUnderstood.stream().limit(2).map(Usage::shortened).collect(Collectors.joining("; ")));
        }
        return String.join("; ", words);
    }

    /** Why silence proves nothing, empty when {@code days} of complete evidence are there. */
    public String gap(int days) {
        if (coverage.isEmpty()) {
            return "the context has no usage evidence";
        }
        UsageCoverage known = coverage.get();
        if (known.days().orElse(0) < days) {
            return "the evidence covers " + known.days().orElse(0) + " days, a monthly job needs " + days;
        }
        if (known.dealloc().orElse(0) > 0) {
            return "pg_stat_statements has evicted " + known.dealloc().orElse(0) + " statements";
        }
        int unread = known.replicasUnread().orElse(0);
        return unread > 0
                ? "the workload of " + unread + (unread == 1 ? " replica was" : " replicas was") + " not read"
                : "";
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
