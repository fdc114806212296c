package dev.lockkeeper.lint;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.RuleBook;
import dev.lockkeeper.rule.RuleCard;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.Position;
import dev.lockkeeper.sql.Span;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every rule over one analysis. The cards decide on which majors a rule speaks and how bad its hits are; comments
 * of the migration may silence what its card allows. Same analysis, same findings, same order.
 */
public final class Linter {
    static final Comparator<Finding> BY_PLACE = Comparator.comparingInt(
                    (Finding finding) -> finding.span().start())
            .thenComparing(Finding::code)
            .thenComparing(finding -> finding.relation().map(Object::toString).orElse(""))
            .thenComparing(Finding::message);

    private final RuleBook book;
    private final List<PathSuppression> byPath;
    private final LocalDate today;

    /** {@code today} decides which suppressions have ended. */
    public Linter(RuleBook book, List<PathSuppression> byPath, LocalDate today) {
        this.book = book;
        this.byPath = List.copyOf(byPath);
        this.today = today;
    }

    public LintResult lint(Analysis analysis) {
        List<Finding> found = book.entries().stream()
                .flatMap(entry -> entry.rule()
                        .check(analysis)
                        .filter(hit -> entry.card().postgres().contains(analysis.version()))
                        .flatMap(hit -> finding(entry.card(), hit, analysis)))
                .distinct()
                .toList();
        Suppressions suppressions = new Suppressions(
                analysis.script().directives(),
                byPath.stream()
                        .filter(each -> each.covers(analysis.script().name()))
                        .toList(),
                this::suppressible,
                today);
        List<Finding> kept = new ArrayList<>();
        List<LintResult.Suppressed> silenced = new ArrayList<>();
        for (Finding finding : found) {
            suppressions
                    .reason(finding)
                    .ifPresentOrElse(
                            reason -> silenced.add(new LintResult.Suppressed(finding, reason)),
                            () -> kept.add(finding));
        }
        kept.addAll(suppressions.unused());
        kept.sort(BY_PLACE);
        silenced.sort(Comparator.comparing(LintResult.Suppressed::finding, BY_PLACE));
        return new LintResult(kept, silenced);
    }

    private boolean suppressible(String code) {
        return book.card(code).map(RuleCard::suppressible).orElse(true);
    }

    /** Silent where the card has no severity for the size of the table; a severity of the hit wins over the card's. No note asks. */
    private static Stream<Finding> finding(RuleCard card, Hit hit, Analysis analysis) {
        Optional<Severity> severity = card.severity()
                .in(band(hit, analysis))
                .map(bySize -> hit.severity().orElse(bySize));
        Optional<StatementEffects> at = hit.at();
        return severity.stream()
                .map(level -> new Finding(
                        card.code(),
                        level,
                        at.map(s -> s.statement().number()).orElse(0),
                        at.map(s -> s.statement().span()).orElseGet(() -> new Span(0, 0)),
                        at.map(s -> s.statement().position()).orElseGet(() -> new Position(1, 1)),
                        hit.relation(),
                        hit.message(),
                        hit.fix(),
                        card.asks() && level != Severity.NOTE));
    }

    private static TableSize.Band band(Hit hit, Analysis analysis) {
        return hit.relation()
                .map(relation -> hit.at()
                        .map(at -> analysis.size(at, relation))
                        .orElseGet(() -> analysis.context().size(relation)))
                .map(TableSize::band)
                .orElse(TableSize.Band.UNKNOWN);
    }
}
