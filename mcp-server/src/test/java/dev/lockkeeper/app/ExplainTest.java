package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code lockkeeper explain} answers. */
class ExplainTest {
    @TempDir
    Path folder;

    @Test
    void aStatementIsAnsweredFromTheMeasurement() throws Exception {
        Cli.Result result = new Cli(folder).run("explain", "ALTER TABLE t ALTER COLUMN c TYPE bigint", "--pg", "16");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("Measured on PostgreSQL 16")
                .contains("ALTER TABLE orders ALTER COLUMN qty TYPE bigint;")
                .contains("locked   orders ACCESS EXCLUSIVE")
                .contains("new file orders")
                .contains("read     orders 3 times")
                .containsPattern("ACCESS SHARE +SELECT\\n")
                .contains("Forms of the same kind that did something else");
    }

    @Test
    void aMajorThatWasNotMeasuredHasNoMeasurement() throws Exception {
        Cli.Result result = new Cli(folder).run("explain", "DROP INDEX i", "--pg", "11");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Not measured on PostgreSQL 11").doesNotContain("Measured on");
    }

    @Test
    void anErrorLeadsToTheRule() throws Exception {
        Cli.Result state = new Cli(folder).run("explain", "--error", "55P03");
        assertThat(state.code()).isZero();
        assertThat(state.out()).contains("lock-timeout-missing");
        Cli.Result text = new Cli(folder)
                .run("explain", "--error", "ERROR:  column \"total\" of relation \"invoices\" contains null values");
        assertThat(text.out()).contains("set-not-null-scans-table");
    }

    @Test
    void whatNoRuleKnowsIsSaid() throws Exception {
        Cli.Result unknown = new Cli(folder).run("explain", "--error", "XX000");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("No rule's symptom is \"XX000\"");
        assertThat(new Cli(folder).run("explain").code()).isEqualTo(2);
        assertThat(new Cli(folder).run("explain", "x", "--error", "55P03").code())
                .isEqualTo(2);
    }
}
