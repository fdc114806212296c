package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/http.md run as they stand there. */
@Timeout(240)
class HttpDocsTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

    @TempDir
    private Path folder;

    @Test
    void everyCommandRuns() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "needs curl");
        StringBuilder script = new StringBuilder("set -eux\n");
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", "http.md")));
        while (blocks.find()) {
            if (!blocks.group(1).startsWith("./lockkeeper serve")) {
                script.append(blocks.group(1));
            }
        }
        assertThat(script.toString().split("curl ", -1)).hasSizeGreaterThan(10);
        try (ServedShop shop = new ServedShop(folder, "-Dfile.encoding=UTF-8")) {
            String here = script.toString()
                    .replace("127.0.0.1:8765", "127.0.0.1:" + shop.port())
                    .replace("{\"sql\"", "{\"database\": \"shop\", \"sql\"")
                    .replace("{\"intent\"", "{\"database\": \"shop\", \"intent\"")
                    .replace("?intent=", "?database=shop&intent=")
                    .replace("?subject=", "?database=shop&subject=");
            Process bash = new ProcessBuilder("bash", "-c", here)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(bash.waitFor()).as(said).isZero();
            assertThat(said)
                    .contains("CREATE INDEX CONCURRENTLY orders_customer_id_idx")
                    .contains("application/vnd.in-toto+json")
                    .contains("event: finished")
                    .contains("lockkeeper_reviews_total");
        }
    }
}
