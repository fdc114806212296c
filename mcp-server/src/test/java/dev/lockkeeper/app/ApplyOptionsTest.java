package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.dryrun.Bench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --dry-run}, {@code --through}, {@code status}, {@code --calibration} and the declared window, as a person meets them. */
class ApplyOptionsTest {
    /** Several phases; the contract phase waits for a decision and is not signed. */
    private static final String RENAME = "ALTER TABLE users RENAME COLUMN name TO full_name;\n";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static ApplyBench bench;

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeAll
    static void start() throws Exception {
        bench = ApplyBench.start(Bench.spread(1).getFirst());
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
    }

    @BeforeEach
    void commandLine() throws Exception {
        cli = bench.cli(folder);
        bench.database("target", "");
    }

    private record Call(List<String> options, int code, List<String> says, List<String> status) {}

    private static Call call(String options, int code, List<String> says, String... status) {
        return new Call(List.of(options.split(" ")), code, says, List.of(status));
    }

    @Test
    void phaseByPhase() throws Exception {
        Path plan = bench.review(cli, bench.context(folder, "target"), cli.file("m.sql", RENAME));
        long phases;
        try (var files = Files.list(plan)) {
            phases = files.filter(each -> each.toString().endsWith(".sql")).count();
        }
        assertThat(phases).isGreaterThan(1);
        for (Call call : List.of(
                call(
                        "--dry-run",
                        0,
                        List.of("run     1.1", "phase 2 (backfill):", "nothing was executed"),
                        "nothing was applied"),
                call("--through 1", 0, List.of("add --yes"), "nothing was applied"),
                call("--through 99 --yes", 1, List.of("phase 99 is not approved"), "nothing was applied"),
                call("--dry-run --yes", 2, List.of("leave --yes and --rollback out"), "nothing was applied"),
                call("--rollback --through 1 --yes", 2, List.of("leave --through out"), "nothing was applied"),
                call("--rollback", 2, List.of("add --yes"), "nothing was applied"),
                call("--through 0 --yes", 2, List.of("take numbers from 1"), "nothing was applied"),
                call(
                        "--through 1 --yes",
                        0,
                        List.of("applied phase(s) [1]"),
                        "1 expand: applied",
                        "2 backfill: DUE",
                        "later phases wait for a decision"),
                call("--dry-run", 0, List.of("phase 1 (expand): applied before", "run     2.1"), "2 backfill: DUE"),
                call("--through 2 --yes", 0, List.of("applied phase(s) [2]"), "2 backfill: applied", "3 expand: DUE"),
                call("--yes", 0, List.of("applied phase(s) [3"), phases + " "),
                call("--through " + phases + " --yes", 0, List.of("nothing was executed"), ": applied"))) {
            Cli.Result result = bench.apply(cli, plan, "target", call.options().toArray(String[]::new));
            assertThat(result.code())
                    .as(call + "\n" + result.out() + result.err())
                    .isEqualTo(call.code());
            assertThat(result.out() + result.err()).as(call.toString()).contains(call.says());
            assertThat(cli.run("status", "--url", bench.url("target")).out())
                    .as("status after " + call)
                    .contains(call.status());
        }
    }

    /** A window that is open in three days only; closed to everybody but a reviewer's signed answer. */
    @Test
    void outsideOfTheWindowOnlyWithAReviewersSignedDecision() throws Exception {
        Path context = bench.context(folder, "target");
        ObjectNode json = (ObjectNode) JSON.readTree(context.toFile());
        DayOfWeek later = ZonedDateTime.now(ZoneOffset.UTC).getDayOfWeek().plus(3);
        ((ObjectNode) json.get("deployment"))
                .put(
                        "window",
                        later.name().charAt(0) + later.name().substring(1, 3).toLowerCase(java.util.Locale.ROOT)
                                + " 02:00-04:00");
        JSON.writeValue(context.toFile(), json);
        Path plan = bench.review(
                cli,
                context,
                cli.file("m.sql", "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN seen timestamptz;\n"),
                "--requester",
                "anna@example.com");
        reviewers("anna", "bob", "mallory");
        for (String option : List.of("--yes", "--dry-run")) {
            refused(bench.apply(cli, plan, "target", option));
        }
        // The requester, and somebody who is no reviewer, cannot permit it.
        assertThat(decide(plan, "anna", "--accept").code()).isEqualTo(2);
        assertThat(decide(plan, "mallory", "--accept").code()).isEqualTo(2);
        refused(bench.apply(cli, plan, "target", "--yes"));
        // Another plan's permission, and a no, permit nothing.
        Cli.Result no = decide(plan, "bob", "--reject");
        assertThat(no.code()).as(no.out() + no.err()).isZero();
        refused(bench.apply(cli, plan, "target", "--yes"));
        Path decision = Path.of(plan + ".decisions", "bob@example.com.decision.json");
        String yes = Files.readString(decision).replace("\"accepted\":\"no\"", "\"accepted\":\"yes\"");
        Files.writeString(decision, yes);
        Cli.Result forged = bench.apply(cli, plan, "target", "--yes");
        assertThat(forged.code()).as(forged.out() + forged.err()).isEqualTo(2);
        assertThat(forged.err()).contains("is not signed by bob@example.com");

        assertThat(decide(plan, "bob", "--accept").code()).isZero();
        Cli.Result permitted = bench.apply(cli, plan, "target", "--yes");
        assertThat(permitted.code()).as(permitted.out() + permitted.err()).isZero();
        assertThat(Files.readString(folder.resolve("state/lockkeeper/approvals.jsonl")))
                .contains("outside-window", "bob@example.com", "incident 7");
    }

    private void refused(Cli.Result result) throws Exception {
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(1);
        assertThat(result.out()).contains("in the declared window only", "decide --outside-window");
        assertThat(bench.one("target", "SELECT count(*) FROM pg_attribute WHERE attname = 'seen'"))
                .isEqualTo("0");
    }

    private void reviewers(String... names) throws Exception {
        StringBuilder known = new StringBuilder();
        for (String name : names) {
            Process made = new ProcessBuilder(
                            "ssh-keygen",
                            "-q",
                            "-t",
                            "ed25519",
                            "-N",
                            "",
                            "-f",
                            key(name).toString())
                    .inheritIO()
                    .start();
            assertThat(made.waitFor()).isZero();
            if (!name.equals("mallory")) {
                known.append(name).append("@example.com ").append(Files.readString(Path.of(key(name) + ".pub")));
            }
        }
        Files.writeString(folder.resolve(".lockkeeper/reviewers"), known);
    }

    private Path key(String name) {
        return folder.resolve("key-of-" + name);
    }

    private Cli.Result decide(Path plan, String who, String answer) {
        List<String> words = new ArrayList<>(List.of(
                "decide",
                "--outside-window",
                plan.toString(),
                "--reviewer",
                who + "@example.com",
                "--reason",
                "incident 7",
                "--key",
                key(who).toString(),
                answer,
                "--yes"));
        return cli.run(words.toArray(String[]::new));
    }

    @Test
    void whatWorkTookGoesIntoTheCalibrationThatReviewReads() throws Exception {
        bench.database(
                "target",
                "INSERT INTO public.customers SELECT 1, 'Company', 'DE1', 1;"
                        + " INSERT INTO public.orders (id, customer_id, total, amount, reference) SELECT i, 1, i, i % 997, md5(i::text) FROM generate_series(1, 300000) i; ANALYZE");
        Path calibration = cli.file(
                "calibration.json", "{\"source\": \"before\", \"works\": {\"row_writes\": {\"millis_per_gb\": 7}}}");
        Path plan = bench.review(
                cli,
                bench.context(folder, "target"),
                cli.file("i.sql", "CREATE INDEX orders_reference_idx ON orders (reference, amount);\n"));
        Cli.Result result = bench.apply(cli, plan, "target", "--calibration", calibration.toString(), "--yes");
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        JsonNode written = JSON.readTree(calibration.toFile());
        assertThat(written.at("/works/row_writes/millis_per_gb").asDouble()).isEqualTo(7);
        assertThat(written.at("/works/index_build/millis_per_million_rows").asDouble())
                .isBetween(50.0, 100_000.0);
        assertThat(written.at("/source").asText()).contains("apply on ").doesNotContain(ApplyBench.PASSWORD);
        Path reviewed = bench.review(
                cli,
                bench.context(folder, "target"),
                cli.file("j.sql", "CREATE INDEX orders_reference_idx2 ON orders (reference);\n"),
                "--calibration",
                calibration.toString());
        assertThat(reviewed).isDirectory();
    }
}
