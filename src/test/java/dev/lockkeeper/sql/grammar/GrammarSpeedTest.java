package dev.lockkeeper.sql.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Measures, on demand: docs/benchmarks/lint-speed.md. What it measures is asserted, how fast it was is not. */
@EnabledIfSystemProperty(named = "lockkeeper.measure", matches = "true")
class GrammarSpeedTest {
    private static final List<String> STATEMENTS = List.of(
            "CREATE TABLE t1 (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, at timestamptz DEFAULT now())",
            "CREATE INDEX t1_name_idx ON t1 (name)",
            "ALTER TABLE t1 ADD COLUMN status text NOT NULL DEFAULT 'new'",
            "ALTER TABLE orders ADD CONSTRAINT orders_t1_fk FOREIGN KEY (t1_id) REFERENCES t1 (id)",
            "UPDATE t1 SET status = 'old' WHERE at < now() - interval '30 days'",
            "COMMENT ON TABLE t1 IS 'a table'");

    @Test
    void aStatementInterpretedAndTranslated() {
        GrammarCode code = TranslatedCode.load();
        GrammarInstance translated =
                new GrammarInstance(code, FirstMemory.read(code.moduleSha256()).copy());
        ReferenceGrammar reference = new ReferenceGrammar();
        double slow = microseconds(
                20, STATEMENTS, sql -> assertThat(reference.parse(sql)).startsWith("{"));
        double fast = microseconds(
                2_000,
                STATEMENTS,
                sql -> assertThat(translated.parse(sql, GrammarInstance::text).json())
                        .isPresent());
        System.out.printf(
                "parse, per statement: interpreter %.0f us, translation %.1f us, ratio %.0f%n",
                slow, fast, slow / fast);
    }

    /** The best of five rounds, after as much warming up. */
    private static double microseconds(int rounds, List<String> texts, Consumer<String> work) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                texts.forEach(work);
            }
            double each = (System.nanoTime() - start) / 1000.0 / rounds / texts.size();
            best = round < 5 ? best : Math.min(best, each);
        }
        return best;
    }
}
