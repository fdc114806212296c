package dev.lockkeeper.report;

import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.preflight.Answer;
import dev.lockkeeper.preflight.Answered;
import dev.lockkeeper.preflight.Check;
import java.util.List;
import java.util.Optional;

/** Pre-flight checks and their answers for a terminal. */
public final class PreflightText {
    private PreflightText() {}

    /** {@code asked} is where the queries ran, empty when they are only printed. */
    public static String render(List<Answered> answers, Optional<String> asked) {
        StringBuilder out = new StringBuilder();
        asked.ifPresent(where -> line(out, "", "Asked " + where + ", read-only."));
        String file = "";
        for (Answered answered : answers) {
            Check check = answered.check();
            if (!check.migration().equals(file)) {
                file = check.migration();
                line(out, "", file);
            }
            line(
                    out,
                    "  ",
                    check.step() + "  " + check.table().display() + " (" + String.join(", ", check.columns())
                            + "): fails with " + check.sqlState() + ": " + check.message());
            answer(out, answered);
            if (check.question() instanceof Check.Question.Count count) {
                for (String each : (count.query() + ";").lines().toList()) {
                    line(out, "      ", each);
                }
            }
        }
        long asks = answers.stream()
                .filter(a -> a.check().question() instanceof Check.Question.Count)
                .count();
        line(out, "", answers.size() + " step(s) that rows can break, " + asks + " with a query");
        return out.toString();
    }

    private static void answer(StringBuilder out, Answered answered) {
        switch (answered.answer()) {
            case Answer.Counted counted -> line(out, "    ", found(counted));
            case Answer.Failed failed -> {
                line(out, "    ", "no count: " + failed.reason());
                line(out, "    ", "next: " + failed.nextStep());
            }
            case Answer.NotAsked not -> line(out, "    ", "not counted: " + not.why());
        }
    }

    private static String found(Answer.Counted counted) {
        return counted.count() == 0
                ? "0: no row breaks it"
                : (counted.more() ? "more than " + Effect.FailsOnData.MOST_COUNTED : String.valueOf(counted.count()))
                        + " break it: repair the rows first, or keep the constraint NOT VALID and validate later, or apply it to new rows only";
    }

    private static void line(StringBuilder out, String indent, String text) {
        out.append(indent).append(SafeText.terminal(text)).append('\n');
    }
}
