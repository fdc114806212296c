package dev.lockkeeper.rule.data;

import com.google.auto.service.AutoService;
import dev.lockkeeper.context.ColumnFacts;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.Expression;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A default that hardly any row has is a question: is it meant, or a guess? */
@AutoService(Rule.class)
public final class DefaultDiffersFromData implements Rule {
    /** A value that half of the rows have is what "usual" means here. */
    private static final double USUAL_SHARE = 0.5;

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> Defaults.in(scene)
                        .filter(given -> !given.added()
                                && given.value().map(Expression::literal).orElse(false))
                        .flatMap(given -> hit(scene, given).stream()));
    }

    private static Optional<Hit> hit(Scene scene, Defaults.Given given) {
        Optional<ColumnFacts> facts = scene.analysis().context().column(given.table(), given.column());
        String value = Defaults.constant(given.value().orElseThrow().sql());
        return facts.filter(known -> differs(known, value))
                .map(known -> scene.hit(
                        given.table(),
                        String.format(
                                        Locale.ROOT,
                                        "%.0f %% of the rows of %s have %s '%s', and new rows shall get '%s': is that meant?",
                                        known.commonShares().getFirst() * 100,
                                        given.table().display(),
                                        given.column(),
                                        known.commonValues().getFirst(),
                                        value)
                                + (neverSeen(known, value) ? " It is not among the common values." : ""),
                        "Ask the owner of the column; nothing is chosen here."));
    }

    /** Redacted values say nothing. */
    private static boolean differs(ColumnFacts known, String value) {
        return !known.commonValues().isEmpty()
                && !known.commonShares().isEmpty()
                && known.commonShares().getFirst() >= USUAL_SHARE
                && known.commonValues().stream().noneMatch(common -> common.startsWith("<"))
                && !known.commonValues().getFirst().equals(value);
    }

    private static boolean neverSeen(ColumnFacts known, String value) {
        List<String> values = known.commonValues();
        return !values.contains(value);
    }
}
