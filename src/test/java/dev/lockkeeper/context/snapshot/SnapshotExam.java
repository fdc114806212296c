package dev.lockkeeper.context.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.context.ContextWriter;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.context.TableFacts;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.pg.QualifiedName;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Measurements for docs/benchmarks/snapshot.md, run by hand: they take a minute for each major and print figures. */
@Tag("exam")
class SnapshotExam {
    static Stream<Integer> majors() {
        return Bench.majors().stream();
    }

    private static SnapshotRequest sampling(SnapshotRequest r, int seconds) {
        return new SnapshotRequest(
                r.target(),
                Duration.ofSeconds(seconds),
                r.statementLimit(),
                Set.of(),
                false,
                r.poolSize(),
                r.replicas(),
                Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("majors")
    void ratesAreTrueWithinTenPercentAndCaptureIsShort(int major) throws Exception {
        try (Shop shop = new Shop(major, Map.of())) {
            shop.grant(shop.watcher());
            try (Load first = new Load(shop.app(), Duration.ofMillis(10));
                    Load second = new Load(shop.app(), Duration.ofMillis(20))) {
                timed(shop, major, 0, "cold");
                timed(shop, major, 0, "warm");
                timed(shop, major, 2, "with a sample of 2 s");
                long before = first.transactions.get() + second.transactions.get();
                long start = System.nanoTime();
                ProductionContext context = Production.snapshots().capture(sampling(shop.watcher(), 30));
                double seconds = (System.nanoTime() - start) / 1e9;
                double perSecond = (first.transactions.get() + second.transactions.get() - before) / seconds;
                TableFacts accounts = context.tables().get(QualifiedName.of("public", "accounts"));
                TableFacts history = context.tables().get(QualifiedName.of("public", "history"));
                System.out.printf(
                        Locale.ROOT,
                        "PostgreSQL %d: load %.1f transactions/s; accounts %.1f writes/s, %.1f reads/s; history %.1f writes/s%n",
                        major,
                        perSecond,
                        accounts.writesPerSecond().orElseThrow(),
                        accounts.readsPerSecond().orElseThrow(),
                        history.writesPerSecond().orElseThrow());
                assertThat(accounts.writesPerSecond().orElseThrow())
                        .isCloseTo(perSecond, Percentage.withPercentage(10));
                assertThat(accounts.readsPerSecond().orElseThrow())
                        .isCloseTo(2 * perSecond, Percentage.withPercentage(10));
                assertThat(history.writesPerSecond().orElseThrow()).isCloseTo(perSecond, Percentage.withPercentage(10));
            }
        }
    }

    private static void timed(Shop shop, int major, int sample, String how) throws Exception {
        long start = System.nanoTime();
        ProductionContext context = Production.snapshots().capture(sampling(shop.watcher(), sample));
        System.out.printf(
                Locale.ROOT,
                "PostgreSQL %d, %s: %,d ms, %d tables, file of %,d kB%n",
                major,
                how,
                (System.nanoTime() - start) / 1_000_000,
                context.tables().size(),
                ContextWriter.write(context).length >> 10);
    }
}
