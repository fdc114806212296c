package dev.lockkeeper.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the servers themselves are set to: the part of a context beside its schema. */
class SettingDifferencesTest {
    private static ProductionContext context(String part) throws Exception {
        return ContextReader.read(
                "side.json", ("{\"postgres_version\": \"16\", " + part + "}").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "settings": {"lock_timeout": "0"}                                              | "settings": {"lock_timeout": "2s"}                                              | setting lock_timeout
                    "server": {"extensions": ["pg_trgm"]}                                          | "server": {"extensions": []}                                                   | extension pg_trgm
                    "server": {"extensions": ["postgis"], "extension_versions": {"postgis": "3.4"}}| "server": {"extensions": ["postgis"], "extension_versions": {"postgis": "3.5"}}| extension version postgis
                    "server": {"locale": {"encoding": "UTF8"}}                                     | "server": {"locale": {"encoding": "LATIN1"}}                                   | encoding
                    """)
    void differ(String left, String right, String what) throws Exception {
        assertThat(SettingDifferences.of(context(left), context(right)))
                .extracting(difference -> (difference.kind() + " " + difference.name()).strip())
                .containsExactly(what);
        assertThat(SettingDifferences.of(context(left), context(left))).isEmpty();
    }
}
