package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code lockkeeper drift} from outside: article 001's table, each format, and every bad input. */
class DriftTest {
    private static final String STAGING = Cli.SHOP.resolve("staging.json").toString();
    private static final String PRODUCTION = Cli.SHOP.resolve("context.json").toString();

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void open() throws Exception {
        cli = new Cli(folder);
    }

    @Test
    void theGapOfArticle001() {
        Cli.Result result = cli.run("drift", "--shadow", "embedded", STAGING, PRODUCTION);
        assertThat(result.code()).as(result.err()).isEqualTo(1);
        assertThat(result.out())
                .containsPattern("rows orders +20,000 +40,000,000 \\(×2,000\\)")
                .containsPattern("reads\\+writes per second all tables +0 +26,4")
                .containsPattern("disk IOPS +3,000 +16,000")
                .containsPattern("connection pool +5 +250")
                .containsPattern("error +setting timezone +Europe/Berlin +UTC")
                .contains("extension pg_stat_statements: only in context")
                .contains("in proportion to the rows");
    }

    @Test
    void jsonAsPublishedAndTheSameTwice() throws Exception {
        Cli.Result result = cli.run("drift", "--shadow", "embedded", "--format", "json", STAGING, PRODUCTION);
        assertThat(result.code()).isEqualTo(1);
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(Path.of("..", "docs", "schemas", "drift.schema.json")))
                        .validate(result.out(), InputFormat.JSON))
                .isEmpty();
        assertThat(cli.run("drift", "--shadow", "embedded", "--format", "json", STAGING, PRODUCTION)
                        .out())
                .isEqualTo(result.out());
    }

    @Test
    void aDatabaseAgainstItselfHasNoDifference() {
        Cli.Result result = cli.run("drift", "--shadow", "embedded", PRODUCTION, PRODUCTION);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("no difference that matters");
    }

    @Test
    void namesAreTextInThePage() throws Exception {
        String evil = "<script>alert(1)</script>";
        Path left = context("left.json", "16", "CREATE TABLE public.\\\"" + evil + "\\\" (a int);");
        Path right = context("right.json", "16", "CREATE TABLE public.t (a int);");
        Cli.Result result =
                cli.run("drift", "--shadow", "embedded", "--format", "html", left.toString(), right.toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .startsWith("<!doctype html>")
                .contains("&lt;script&gt;")
                .doesNotContain("<script")
                .doesNotContain("http://")
                .doesNotContain("https://");
    }

    private Path context(String name, String version, String schema) throws Exception {
        return cli.file(
                name,
                "{\"postgres_version\": \"" + version + "\""
                        + (schema.isEmpty() ? "" : ", \"schema\": \"" + schema + "\"") + "}");
    }

    @Test
    void whatCannotBeComparedIsNeverAPass() throws Exception {
        Path bare = context("bare.json", "16", "");
        Cli.Result none = cli.run("drift", bare.toString(), bare.toString());
        assertThat(none.code()).isEqualTo(3);
        assertThat(none.out()).contains("Schemas were not compared").contains("pg_dump --schema-only");
        Path old = context("old.json", "15", "CREATE TABLE public.t (a int);");
        Path young = context("young.json", "16", "CREATE TABLE public.t (a int);");
        Cli.Result majors = cli.run("drift", "--shadow", "embedded", old.toString(), young.toString());
        assertThat(majors.code()).isEqualTo(1);
        assertThat(majors.out()).containsPattern("error +version +15 +16");
        Path ten = context("ten.json", "10", "CREATE TABLE public.t (a int);");
        assertThat(cli.run("drift", ten.toString(), ten.toString()).code()).isEqualTo(3);
    }

    @Test
    void badInputHasOneClearError() throws Exception {
        usage(cli.run("drift", PRODUCTION), "Name two context files");
        usage(cli.run("drift", PRODUCTION, folder.resolve("missing.json").toString()), "no such file");
        usage(cli.run("drift", STAGING, PRODUCTION, "--history", folder.toString()), "one context");
        usage(
                cli.run(
                        "drift",
                        PRODUCTION,
                        "--history",
                        folder.resolve("nowhere").toString()),
                "is no folder");
        usage(cli.run("drift", PRODUCTION, "--history", folder.toString()), "holds no .sql file");
        usage(cli.run("drift", PRODUCTION, PRODUCTION, "--applied", "x.csv"), "--applied goes with --history");
        usage(cli.run("drift", PRODUCTION, PRODUCTION, "--shadow", "cloud"), "--shadow takes");
        usage(
                cli.run("drift", cli.file("broken.json", "{").toString(), PRODUCTION),
                "the file ends in the middle of the JSON");
        Path bare = context("bare.json", "16", "");
        cli.file("001_a.sql", "SELECT 1");
        usage(cli.run("drift", bare.toString(), "--history", folder.toString()), "holds no schema");
        usage(cli.run("drift", PRODUCTION, "--history", folder.toString(), "--framework", "make"), "unknown framework");
    }

    private static void usage(Cli.Result result, String message) {
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(2);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aHistoryThatFailsIsNamedWithFileLineAndState() throws Exception {
        Path production = context("production.json", "16", "CREATE TABLE public.t (a int);");
        Files.createDirectories(folder.resolve("db"));
        cli.file("db/001_t.sql", "CREATE TABLE public.t (a int);");
        cli.file("db/002_u.sql", "-- next\nALTER TABLE public.u ADD COLUMN b int;");
        Cli.Result result = cli.run(
                "drift",
                "--shadow",
                "embedded",
                production.toString(),
                "--history",
                folder.resolve("db").toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("002_u.sql:2").contains("42P01");
        cli.file("db/002_u.sql", "CREATE INDEX t_a_idx ON public.t (a);");
        Cli.Result behind = cli.run(
                "drift",
                "--shadow",
                "embedded",
                production.toString(),
                "--history",
                folder.resolve("db").toString());
        assertThat(behind.code()).isEqualTo(1);
        assertThat(behind.out())
                .containsPattern("not applied +002_u.sql")
                .containsPattern("warning +index public.t_a_idx: only in .*db");
    }
}
