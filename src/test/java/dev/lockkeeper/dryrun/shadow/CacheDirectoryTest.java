package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path root;

    private CacheDirectory cache(long mostBytes) {
        return new CacheDirectory(root, mostBytes, InstantSource.fixed(NOW));
    }

    private static void kilobyte(Path folder) throws IOException {
        Files.write(folder.resolve("f"), new byte[1024]);
    }

    @Test
    void manyAtOnceFillItOnce() throws Exception {
        AtomicInteger fills = new AtomicInteger();
        Callable<Path> one = () -> cache(1 << 20).obtain("key", folder -> {
            fills.incrementAndGet();
            kilobyte(folder);
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Path> path :
                    threads.invokeAll(Stream.generate(() -> one).limit(8).toList())) {
                assertThat(path.get().resolve("f")).hasSize(1024);
            }
        }
        assertThat(fills).hasValue(1);
    }

    @Test
    void aFailedFillLeavesNothingAndMayBeRepeated() throws Exception {
        CacheDirectory.Filler broken = folder -> {
            kilobyte(folder);
            throw new IOException("disk full");
        };
        assertThatThrownBy(() -> cache(1 << 20).obtain("key", broken)).hasMessage("disk full");
        assertThat(root.resolve("entries/key")).doesNotExist();
        assertThat(root.resolve("fresh")).isEmptyDirectory();
        assertThat(cache(1 << 20).obtain("key", CacheDirectoryTest::kilobyte)).exists();
    }

    @Test
    void trimsTheOldestButNothingOfTheLastDay() throws Exception {
        for (String key : List.of("a", "b", "c")) {
            cache(1 << 20).obtain(key, CacheDirectoryTest::kilobyte);
        }
        age("a", Duration.ofDays(3));
        age("b", Duration.ofDays(2));
        cache(3 * 1024).obtain("d", CacheDirectoryTest::kilobyte);
        assertThat(keys()).containsExactly("b", "c", "d");
        cache(1).obtain("e", CacheDirectoryTest::kilobyte);
        assertThat(keys()).containsExactly("c", "d", "e");
    }

    private void age(String key, Duration age) throws IOException {
        Files.setLastModifiedTime(root.resolve("entries").resolve(key), FileTime.from(NOW.minus(age)));
    }

    private List<String> keys() throws IOException {
        try (Stream<Path> all = Files.list(root.resolve("entries"))) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }
}
