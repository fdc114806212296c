package dev.lockkeeper.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.gate.SchemaReader;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.lint.Linter;
import dev.lockkeeper.rule.RuleBook;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/** The whole linter on the example shop: never an exception, and nothing unknown ends as harmless. */
class LinterFuzzTest {
    private static final PostgresGrammar GRAMMAR = new PostgresGrammar();
    private static final ScriptReader READER = new ScriptReader(GRAMMAR);
    private static final Linter LINTER = new Linter(RuleBook.installed(), List.of(), LocalDate.EPOCH);
    private static final Production SHOP = shop();

    private static Production shop() {
        try {
            return Production.read(Path.of("..", "examples", "shop", "context.json"), new SchemaReader(READER));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @FuzzTest(maxDuration = "5m")
    @DictionaryFile(resourcePath = "sql.dict")
    void lintOnTheShop(byte[] bytes) {
        ScriptOutcome outcome = READER.read("fuzz.sql", bytes);
        Words.hold(outcome, GRAMMAR);
        if (outcome instanceof ScriptOutcome.Read read) {
            // The last byte chooses the runner: each wraps transactions in its own way.
            int last = bytes.length == 0 ? 0 : bytes[bytes.length - 1] & 0xff;
            Framework framework = Framework.values()[last % Framework.values().length];
            Analysis analysis = Analyzer.analyze(
                    read.script(),
                    SHOP.catalog(),
                    SHOP.context(),
                    SHOP.context().version(),
                    framework,
                    false);
            LintResult result = LINTER.lint(analysis);
            assertThat(analysis.statements()).hasSameSizeAs(read.script().statements());
            result.findings().forEach(finding -> {
                assertThat(finding.span().end())
                        .isBetween(finding.span().start(), read.script().text().length());
                assertThat(finding.message()).isNotBlank();
                assertThat(finding.fix()).isNotBlank();
            });
            analysis.statements().forEach(statement -> {
                if (statement.statement().meaning() instanceof Statement.Unrecognized) {
                    assertThat(statement.has(Effect.Unmodelled.class)).isTrue();
                }
                if (statement.has(Effect.Unmodelled.class)) {
                    assertThat(result.hasErrors()).isTrue();
                    assertThat(result.found("unmodelled-statement")).isTrue();
                }
            });
        }
    }
}
