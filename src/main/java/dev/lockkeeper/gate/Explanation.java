package dev.lockkeeper.gate;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.effect.MeasuredLocks;
import dev.lockkeeper.effect.NearestForm;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.report.CardText;
import dev.lockkeeper.report.EffectsText;
import dev.lockkeeper.report.MeasuredText;
import dev.lockkeeper.rule.RuleBook;
import dev.lockkeeper.rule.RuleCard;
import dev.lockkeeper.rule.Symptoms;
import dev.lockkeeper.sql.ScriptOutcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Explains a rule by its card, or SQL by its effects. */
public final class Explanation {
    private final Gates gates;

    public Explanation(Gates gates) {
        this.gates = gates;
    }

    /** Empty when the subject is neither a rule code nor SQL. */
    public Optional<String> of(String subject, Production production, PgVersion version) {
        return RuleBook.installed()
                .card(subject.strip())
                .map(CardText::of)
                .or(() -> statements(subject, production, version));
    }

    /** Locks, rewrites, scans and forecast of each statement. */
    public Optional<String> statements(String sql, Production production, PgVersion version) {
        return switch (gates.reader().read("statement", sql)) {
            case ScriptOutcome.Unreadable unreadable -> Optional.empty();
            case ScriptOutcome.Read read ->
                read.script().statements().isEmpty()
                        ? Optional.empty()
                        : Optional.of(explained(Analyzer.analyze(
                                read.script(),
                                production.catalog(),
                                production.context(),
                                version,
                                Framework.PLAIN,
                                true)));
        };
    }

    /** The prediction for this production, then what the nearest form did on a real server of its major. */
    private String explained(Analysis analysis) {
        int major = analysis.version().major();
        Optional<NearestForm> measured =
                MeasuredLocks.of(major).map(table -> new NearestForm(table, gates.reader(), major));
        StringBuilder text = new StringBuilder(EffectsText.render(List.of(analysis), false));
        for (StatementEffects statement : analysis.statements()) {
            text.append(measured.flatMap(forms -> forms.to(statement))
                    .map(found -> MeasuredText.of(found, major))
                    .orElseGet(() -> MeasuredText.none(major)));
        }
        return text.toString();
    }

    /** The cards whose symptom this is: an SQLSTATE or an error's text; empty when no card has it. */
    public Optional<String> error(String symptom) {
        List<RuleCard> cards = Symptoms.find(RuleBook.installed(), symptom);
        return cards.isEmpty()
                ? Optional.empty()
                : Optional.of(cards.stream().map(CardText::of).collect(Collectors.joining("\n")));
    }
}
