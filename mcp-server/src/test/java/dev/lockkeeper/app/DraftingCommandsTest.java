package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockkeeper.draft.ModelStub;
import dev.lockkeeper.draft.Provider;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code prompt}, {@code eval} and the doctor's look at the model, as a person calls them. */
class DraftingCommandsTest {
    private static final String CONTEXT = Cli.SHOP.resolve("context.json").toString();
    private static final Path SETS = Cli.SHOP.resolveSibling("eval");
    private static final ModelStub.Reply GREETING = ModelStub.draft("SELECT 1", "");

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void aCommandLine() throws Exception {
        cli = new Cli(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "draft-migration",
                "repair-findings",
                "lock-review",
                "expand-contract",
                "rollback",
                "explain-to-reviewer"
            })
    void aPromptIsFilled(String name) throws Exception {
        Path migration = cli.file("m.sql", "ALTER TABLE users ALTER COLUMN country_code SET NOT NULL;\n");
        Cli.Result result = cli.run(
                "prompt",
                name,
                "--context",
                CONTEXT,
                "--tables",
                "users",
                "--migration",
                migration.toString(),
                "--intent",
                "users need a country");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("- Table \"users\": 8.0 million rows").doesNotContain("{{");
    }

    @Test
    void whatAMigrationDoesIsComputedForItsPrompt() {
        cli.input("CREATE INDEX ON orders (user_id)".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(cli.run("prompt", "lock-review", "--context", CONTEXT, "--migration", "-")
                        .out())
                .contains("SHARE", "- Table \"orders\": 40.0 million rows");
        cli.input("CREATE INDEX ON".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(cli.run("prompt", "lock-review", "--context", CONTEXT, "--migration", "-")
                        .out())
                .contains("The SQL does not parse.");
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-prompt, orders, no prompt is called no-such-prompt",
        "../../etc/passwd, orders, no prompt is called",
        "rollback, nowhere, there is no table nowhere"
    })
    void aWrongCallNamesWhatIsWrong(String name, String table, String named) {
        Cli.Result result = cli.run("prompt", name, "--context", CONTEXT, "--tables", table);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(named).doesNotContain("Exception");
    }

    private String doctor(ModelStub stub) throws Exception {
        cli.file("lockkeeper.yaml", model(stub));
        return cli.run("doctor", "--no-server", folder.toString())
                .out()
                .lines()
                .filter(line -> line.contains("model: "))
                .findFirst()
                .orElseThrow();
    }

    private static String model(ModelStub stub) {
        return "llm: {provider: anthropic, base_url: '" + stub.base(Provider.ANTHROPIC)
                + "', model: stub, key_variable: STUB_KEY, timeout_seconds: 10}\n";
    }

    @Test
    void theDoctorSaysWhichModelAnswers() throws Exception {
        try (ModelStub stub = new ModelStub((number, request) -> GREETING)) {
            assertThat(doctor(stub)).startsWith("warning").contains("set STUB_KEY in the environment");
            assertThat(stub.requests()).isEmpty();
            cli.with("STUB_KEY", "sk-very-secret");
            assertThat(doctor(stub)).startsWith("ok ").contains("stub (anthropic, http://127.0.0.1", "answers");
            assertThat(stub.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.body()).doesNotContain("orders"));
        }
        try (ModelStub stub = new ModelStub((number, request) -> new ModelStub.Reply.Text("Hello!", false))) {
            assertThat(doctor(stub)).startsWith("warning").contains("not in the form that was asked for");
        }
        try (ModelStub stub = new ModelStub(
                (number, request) -> new ModelStub.Reply.Status(401, Map.of(), "wrong key sk-very-secret"))) {
            assertThat(doctor(stub))
                    .startsWith("failed")
                    .contains("refuses the key", "(the key)")
                    .doesNotContain("sk-very-secret");
        }
    }

    @Test
    void anEvaluationIsATableAndSignsNothingThatCounts() throws Exception {
        try (ModelStub stub = new ModelStub((number, request) ->
                ModelStub.draft("CREATE INDEX shipments_order_id_idx ON shipments (order_id)", ""))) {
            Path config = cli.file("model.yaml", model(stub));
            cli.with("STUB_KEY", "sk-very-secret");
            Cli.Result result = cli.run(
                    "eval",
                    SETS.resolve("shop.yaml").toString(),
                    "--config",
                    config.toString(),
                    "--only",
                    "index-in-a-transaction",
                    "--out",
                    folder.resolve("result").toString(),
                    "--format",
                    "json");
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(new ObjectMapper()
                            .readTree(result.out())
                            .path("summary")
                            .path("approved_and_safe")
                            .asInt())
                    .isEqualTo(1);
            assertThat(folder.resolve("result/eval.md")).content().contains("shop/index-in-a-transaction");
            assertThat(folder.resolve("key.pem")).doesNotExist();
            assertThat(folder.resolve("state")).doesNotExist();
        }
        assertThat(cli.run("eval", SETS.resolve("shop.yaml").toString()).err()).contains("no language model");
    }
}
