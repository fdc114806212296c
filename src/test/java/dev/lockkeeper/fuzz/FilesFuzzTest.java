package dev.lockkeeper.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The context file and lockkeeper.yaml: read, or refused by the one exception that the reader declares. */
class FilesFuzzTest {
    @FuzzTest(maxDuration = "2m")
    void context(byte[] bytes) {
        try {
            assertThat(ContextReader.read("context.json", bytes).digest()).isNotBlank();
        } catch (ContextException e) {
            assertThat(e.getMessage()).startsWith("context.json");
        }
    }

    @FuzzTest(maxDuration = "2m")
    void configuration(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("lockkeeper", ".yaml");
        try {
            Files.write(file, bytes);
            assertThat(GateConfigReader.read(file)).isNotNull();
        } catch (GateException e) {
            assertThat(e.getMessage()).startsWith(file.toString());
        } finally {
            Files.delete(file);
        }
    }
}
