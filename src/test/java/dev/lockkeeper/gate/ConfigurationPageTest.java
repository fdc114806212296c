package dev.lockkeeper.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/configuration.md is read by the reader it describes. */
class ConfigurationPageTest {
    @TempDir
    private Path folder;

    @Test
    void theExampleIsAccepted() throws Exception {
        Matcher yaml = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "configuration.md")));
        assertThat(yaml.find()).isTrue();
        GateConfig config = GateConfigReader.read(Files.writeString(folder.resolve("lockkeeper.yaml"), yaml.group(1)));
        GateConfig shop = config.database(Optional.of("shop"));
        assertThat(shop.policy().smallRows()).isEqualTo(2000);
        assertThat(shop.suppressions()).hasSize(1);
        assertThat(shop.source().declared().deployment().orElseThrow().invariants())
                .singleElement()
                .satisfies(invariant -> assertThat(invariant.neverNull()).isTrue());
    }
}
