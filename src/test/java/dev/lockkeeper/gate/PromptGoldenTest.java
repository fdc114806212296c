package dev.lockkeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.draft.PromptInputs;
import dev.lockkeeper.draft.PromptTemplates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every shipped prompt, filled for the shop, word for word. After an intended change run this test once with
 * {@code -Dlockkeeper.golden=write} and read the difference.
 */
class PromptGoldenTest {
    private static final Path SHOP = Path.of("..", "examples", "shop");
    private static final Path GOLDEN = Path.of("test", "resources", "filled-prompts");
    private static final String MIGRATION = "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL;\n"
            + "CREATE INDEX orders_user_id_idx ON orders (user_id);\n";

    @SuppressWarnings("unused")
    private static final List<String> NAMES = PromptTemplates.NAMES;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @FieldSource("NAMES")
    void filled(String name) throws Exception {
        Path golden = GOLDEN.resolve(name + ".md");
        if (System.getProperty("lockkeeper.golden", "").equals("write")) {
            Files.writeString(golden, filledFor(name));
        }
        assertThat(filledFor(name)).isEqualTo(Files.readString(golden));
    }

    private String filledFor(String name) throws Exception {
        Gates gates = new Gates(Map.of("XDG_STATE_HOME", folder.toString()), Clock.systemUTC());
        GateConfig config = GateConfigReader.parse("context: {max_age: never}", folder.resolve("lockkeeper.yaml"));
        Production shop = Production.read(SHOP.resolve("context.json"), gates.schemas());
        Briefings briefings = new Briefings(
                gates,
                config,
                shop,
                shop.context().version(),
                new PromptTemplates(folder),
                List.of("SET lock_timeout = '2s';", "SET lock_timeout = '1s';", "SET lock_timeout = '3s';"));
        PromptInputs inputs = briefings
                .about(MIGRATION, "every order must have a user, and we look orders up by user")
                .withSaid(List.of("orders without a user belong to user 1\nand so do new ones"));
        PromptInputs all = new PromptInputs(
                inputs.intent(),
                inputs.said(),
                inputs.migration(),
                List.of("statement 1, set-not-null-scans-table: it reads 40 million rows."),
                inputs.effects());
        return briefings.book(false).fill(name, all, List.of());
    }
}
