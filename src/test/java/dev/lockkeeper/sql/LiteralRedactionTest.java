package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.sql.grammar.GrammarResult;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import dev.lockkeeper.sql.grammar.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No literal and no comment survives, whoever wrote them; PostgreSQL's own scanner is the judge. */
class LiteralRedactionTest {
    private static final PostgresGrammar GRAMMAR = new PostgresGrammar();
    private static final Set<String> LITERALS = Set.of("SCONST", "USCONST", "BCONST", "XCONST", "ICONST", "FCONST");

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "SELECT id FROM t WHERE id = $1 ~ SELECT id FROM t WHERE id = $1",
                "SELECT * FROM t2 WHERE a = 'x' AND b = 42 ~ SELECT * FROM t2 WHERE a = 'redacted' AND b = 0",
                "SELECT 'it''s' || 'b' ~ SELECT 'redacted' || 'redacted'",
                "SELECT E'a\\'secret' , 'b' ~ SELECT E'redacted' , 'redacted'",
                "SELECT 'C:\\' , 'secret' ~ SELECT 'redacted'",
                "CREATE ROLE r PASSWORD 'secret' ~ CREATE ROLE r PASSWORD 'redacted'",
                "DO $$ BEGIN secret(); END $$ ~ DO 'redacted'",
                "SELECT $tag$ secret $$ $tag$, $12 ~ SELECT 'redacted', $12",
                "SELECT 1.5e-10, .5, 0xFF, 1_000 FROM t1 ~ SELECT 0, 0, 0, 0 FROM t1",
                "SELECT a /* secret /* nested */ still */ FROM t -- secret ~ SELECT a   FROM t",
                "SELECT \"it's \"\"odd\"\" 42\" FROM t ~ SELECT \"it's \"\"odd\"\" 42\" FROM t",
                "SELECT 'cut off secr ~ SELECT 'redacted'",
                "SELECT $$cut off secr ~ SELECT 'redacted'",
                "SELECT \"cut off ~ SELECT",
                "SELECT a /* cut off ~ SELECT a",
                "SELECT U&'\\0061', N'secret', B'101' ~ SELECT U&'redacted', N'redacted', B'redacted'",
                "SELECT a$1 FROM t ~ SELECT a$1 FROM t",
                "SELECT x'1F' ~ SELECT x'redacted'",
                "SELECT a[b..5] ~ SELECT a[b. 0]"
            })
    void rowsOfTheTable(String sql, String redacted) {
        assertThat(LiteralRedaction.of(sql)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES (1, 'a', E'\\n', $x$ b $x$, -2.5, X'ff') ON CONFLICT DO NOTHING",
                "SET work_mem = '64MB'; COPY t FROM '/tmp/x' WITH (DELIMITER ',')",
                "ALTER TABLE t ALTER c SET DEFAULT 'x', ADD CHECK (a > 5)",
                "SELECT a[1:2], b->>'key', interval '1 day', date '2020-01-01' FROM t LIMIT 10 OFFSET 5"
            })
    void whatIsLeftStillParses(String sql) {
        assertThat(GRAMMAR.parse(sql)).isInstanceOf(GrammarResult.Parsed.class);
        assertThat(GRAMMAR.parse(LiteralRedaction.of(sql))).isInstanceOf(GrammarResult.Parsed.class);
    }

    @Property(tries = 300)
    void noLiteralSurvivesInAnyText(@ForAll @StringLength(max = 25) @CharRange(from = ' ', to = '~') String text) {
        String redacted = LiteralRedaction.of(text);
        assertThat(LiteralRedaction.of(redacted)).as("nothing more to take out").isEqualTo(redacted);
        byte[] bytes = redacted.getBytes(StandardCharsets.UTF_8);
        List<Token> tokens = GRAMMAR.scan(redacted);
        for (Token token : tokens) {
            String piece = new String(bytes, token.start(), token.end() - token.start(), StandardCharsets.UTF_8);
            assertThat(token.comment()).as(text).isFalse();
            if (LITERALS.contains(token.name())) {
                assertThat(piece.replaceAll("^([a-zA-Z]&?)?'redacted'$", "0"))
                        .as(text)
                        .isEqualTo("0");
            }
        }
    }
}
