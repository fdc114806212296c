package dev.lockkeeper.report;

import dev.lockkeeper.dryrun.Evidence;
import dev.lockkeeper.dryrun.StatementRun;
import dev.lockkeeper.dryrun.explain.ExplainedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a dry run saw beside locks, in words that every renderer escapes for itself. */
final class DryRunFacts {
    private static final int MOST_PLANS = 20;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private DryRunFacts() {}

    /** For each phase what its second run does, what the given rollback does, and which queries lost their index. */
    static List<String> sentences(Evidence evidence) {
        List<String> sentences = new ArrayList<>();
        evidence.rollback()
                .repeats()
                .forEach(repeat -> sentences.add("Phase " + repeat.phase() + ": " + repeat.sentence()));
        if (evidence.rollback().repeats().stream().anyMatch(repeat -> !repeat.harmless())) {
            sentences.add("Later phases were not run a second time.");
        }
        evidence.rollback().given().ifPresent(given -> sentences.add(given.sentence()));
        evidence.queries()
                .worse()
                .forEach(worse -> sentences.add("After phase " + worse.phase() + ": " + worse.sentence() + "."));
        if (evidence.queries().compared() > 0) {
            sentences.add("Plans of " + evidence.queries().compared()
                    + " recorded queries were compared before and after each phase; "
                    + (evidence.queries().worse().isEmpty()
                            ? "none"
                            : evidence.queries().worse().size())
                    + " got worse.");
        }
        evidence.queries().plans().stream()
                .filter(DryRunFacts::changed)
                .limit(MOST_PLANS)
                .forEach(query -> {
                    sentences.add("Plan of " + query.label() + " before: "
                            + query.before().display());
                    query.after()
                            .forEach(after -> sentences.add("Plan of " + query.label() + " after phase " + after.phase()
                                    + ": " + after.plan().display()));
                });
        return sentences;
    }

    /** Plans that stay as they are say nothing; the JSON has them all. */
    private static boolean changed(ExplainedQuery query) {
        return query.after().stream()
                .anyMatch(after -> !after.plan().display().equals(query.before().display()));
    }

    /** Held, write-ahead log and temporary files of a statement. */
    static List<String> costs(StatementRun run) {
        return List.of(
                Long.toString(run.heldMillis()),
                bytes(run.walBytes()),
                run.tempBytes().isEmpty() ? "unknown" : bytes(run.tempBytes().getAsLong()));
    }

    private static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
