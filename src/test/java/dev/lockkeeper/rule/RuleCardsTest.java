package dev.lockkeeper.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.PgVersion;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Turns every card into tests: complete, one to one with its class, true in both directions on every major. */
class RuleCardsTest {
    private static final Bench BENCH = new Bench();

    @TestFactory
    Stream<DynamicContainer> cards() {
        return BENCH.book().entries().stream()
                .map(entry -> dynamicContainer(entry.card().code(), tests(entry.rule(), entry.card())));
    }

    @Test
    void everyCardHasItsClass() throws IOException, URISyntaxException {
        Path rules = Path.of(Rule.class.getResource("Rule.class").toURI()).getParent();
        try (Stream<Path> files = Files.walk(rules)) {
            List<String> cards = files.map(file -> rules.relativize(file).toString())
                    .filter(file -> file.endsWith(".md"))
                    .sorted()
                    .toList();
            assertThat(cards)
                    .containsExactlyInAnyOrderElementsOf(BENCH.book().entries().stream()
                            .map(entry ->
                                    entry.card().hazard() + "/" + entry.card().code() + ".md")
                            .toList());
        }
    }

    private static List<DynamicNode> tests(Rule rule, RuleCard card) {
        List<DynamicNode> tests = new ArrayList<>();
        tests.add(dynamicTest("the card is complete", () -> complete(rule, card)));
        for (CardExample bad : CardExample.of(card, "Bad")) {
            for (int major : majors(card, bad)) {
                tests.add(dynamicTest(
                        "finds what is marked on " + major + ": " + bad.name(), () -> finds(card, bad, major)));
                tests.add(dynamicTest("predicts the locks on " + major + ": " + bad.name(), () -> locks(bad, major)));
            }
            tests.add(dynamicTest("can be suppressed: " + bad.name(), () -> suppressed(card, bad)));
            tests.add(dynamicTest("silent on other majors: " + bad.name(), () -> silentElsewhere(card, bad)));
        }
        for (CardExample good : CardExample.of(card, "Good")) {
            for (int major : majors(card, good)) {
                tests.add(dynamicTest("finds nothing on " + major + ": " + good.name(), () -> nothing(good, major)));
            }
        }
        return tests;
    }

    /** The major that the example names, else every major of the rule. */
    private static List<Integer> majors(RuleCard card, CardExample example) {
        return Given.of(example.given())
                .major()
                .map(List::of)
                .orElseGet(() -> IntStream.rangeClosed(PgVersion.OLDEST_LINTED, PgVersion.NEWEST)
                        .filter(major -> card.postgres().contains(PgVersion.of(major)))
                        .boxed()
                        .toList());
    }

    private static void complete(Rule rule, RuleCard card) {
        assertThat(card.sections().keySet()).containsExactlyElementsOf(RuleCard.HEADINGS);
        assertThat(card.sections().values()).allSatisfy(text -> assertThat(text).isNotBlank());
        assertThat(rule.getClass().getPackageName()).endsWith("." + card.hazard());
        assertThat(card.detectedBy()).isNotEmpty();
        assertThat(CardExample.of(card, "Good")).isNotEmpty();
        assertThat(CardExample.of(card, "Bad")).isNotEmpty().allSatisfy(bad -> {
            assertThat(bad.findings()).anyMatch(marked -> marked.endsWith(" " + card.code()));
            assertThat(bad.locks()).isNotEmpty();
        });
    }

    /** Every finding of this rule, and every error and warning of any other. */
    private static TreeSet<String> marked(RuleCard card, LintResult result) {
        TreeSet<String> found = new TreeSet<>();
        result.findings().stream()
                .filter(finding ->
                        finding.severity() != Severity.NOTE || finding.code().equals(card.code()))
                .forEach(finding -> found.add(finding.position().line() + " " + finding.code()));
        return found;
    }

    private static void finds(RuleCard card, CardExample bad, int major) {
        LintResult result = BENCH.lint(analyse(bad, major));
        assertThat(marked(card, result)).isEqualTo(bad.findings());
        assertThat(result.findings()).allSatisfy(finding -> {
            assertThat(finding.message()).endsWith(".").doesNotContain("Optional");
            assertThat(finding.fix()).endsWith(".");
        });
    }

    private static void nothing(CardExample good, int major) {
        assertThat(BENCH.lint(analyse(good, major)).findings())
                .filteredOn(finding -> finding.severity() != Severity.NOTE)
                .isEmpty();
    }

    private static void locks(CardExample bad, int major) {
        Analysis analysis = analyse(bad, major);
        bad.locks().forEach((line, wanted) -> {
            StatementEffects at = analysis.statements().stream()
                    .filter(each -> each.statement().position().line() > line)
                    .findFirst()
                    .orElseThrow();
            assertThat(predicted(at)).as("line %d", line).isEqualTo(new TreeMap<>(wanted));
        });
    }

    /** Strongest mode by relation; locks as weak as those of a query are left out. */
    private static Map<String, String> predicted(StatementEffects at) {
        Map<String, String> modes = new TreeMap<>();
        at.all(Effect.AcquiresLock.class)
                .map(Effect.AcquiresLock::relation)
                .distinct()
                .forEach(relation -> at.strongestLock(relation)
                        .filter(mode -> mode != LockMode.ACCESS_SHARE)
                        .ifPresent(mode -> modes.put(relation.display(), mode.sql())));
        return modes;
    }

    private static void suppressed(RuleCard card, CardExample bad) {
        StringBuilder sql = new StringBuilder();
        int line = 0;
        for (String text : bad.sql().lines().toList()) {
            if (bad.findings().contains(++line + " " + card.code())) {
                sql.append("-- lockkeeper:suppress ").append(card.code()).append(": agreed with the owners\n");
            }
            sql.append(text).append('\n');
        }
        int major = majors(card, bad).getLast();
        LintResult result = BENCH.lint(BENCH.analyse(sql.toString(), major, bad.given(), bad.schema()));
        assertThat(result.found(card.code())).isEqualTo(!card.suppressible());
        assertThat(result.found("unused-suppression")).isEqualTo(!card.suppressible());
        assertThat(result.suppressed().isEmpty()).isEqualTo(!card.suppressible());
    }

    private static void silentElsewhere(RuleCard card, CardExample bad) {
        IntStream.rangeClosed(PgVersion.OLDEST_LINTED, PgVersion.NEWEST)
                .filter(major -> !card.postgres().contains(PgVersion.of(major)))
                .forEach(major -> assertThat(BENCH.lint(analyse(bad, major)).found(card.code()))
                        .as("PostgreSQL %d", major)
                        .isFalse());
    }

    private static Analysis analyse(CardExample example, int major) {
        return BENCH.analyse(example.sql(), major, example.given(), example.schema());
    }
}
