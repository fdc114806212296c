package dev.lockkeeper.report;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import java.util.List;
import java.util.Locale;

/** Effects per statement for a terminal. */
public final class EffectsText {
    private EffectsText() {}

    public static String render(List<Analysis> analyses, boolean colour) {
        StringBuilder out = new StringBuilder();
        for (Analysis analysis : analyses) {
            analysis.statements().forEach(at -> statement(out, analysis, at, colour));
        }
        return out.toString();
    }

    private static void statement(StringBuilder out, Analysis analysis, StatementEffects at, boolean colour) {
        String first = SafeText.terminal(at.statement().sql().strip().replaceAll("\\s+", " "));
        String title = analysis.script().name() + ":" + at.statement().position() + "  "
                + (first.length() > 90 ? first.substring(0, 90) + "…" : first);
        out.append(colour ? "\u001b[1m" + title + "\u001b[0m" : title).append('\n');
        at.all(Effect.AcquiresLock.class)
                .distinct()
                .forEach(lock -> out.append(String.format(
                        Locale.ROOT,
                        "  lock  %-24s %-30s %s%n",
                        lock.mode().sql(),
                        SafeText.terminal(lock.relation().toString()),
                        ReportFacts.blocks(lock.mode()))));
        at.effects().stream()
                .filter(effect -> !(effect instanceof Effect.AcquiresLock))
                .map(EffectWords::of)
                .distinct()
                .forEach(words ->
                        out.append("  ").append(SafeText.terminal(words)).append('\n'));
        out.append("  transaction: ")
                .append(at.transaction().kind().name().toLowerCase(Locale.ROOT))
                .append("; forecast: ")
                .append(at.forecast().display())
                .append(" (")
                .append(SafeText.terminal(at.forecast().basis()))
                .append(")\n");
    }
}
