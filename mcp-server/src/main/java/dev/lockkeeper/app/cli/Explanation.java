package dev.lockkeeper.app.cli;

import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.report.CardText;
import dev.lockkeeper.report.EffectsText;
import dev.lockkeeper.rule.RuleBook;
import dev.lockkeeper.sql.ScriptOutcome;
import java.util.List;
import java.util.Optional;

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
                        : Optional.of(EffectsText.render(
                                List.of(Analyzer.analyze(
                                        read.script(),
                                        production.catalog(),
                                        production.context(),
                                        version,
                                        Framework.PLAIN,
                                        true)),
                                false));
        };
    }
}
