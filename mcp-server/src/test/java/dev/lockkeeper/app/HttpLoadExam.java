package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 200 reviews without and 50 with a dry run asked for at the same instant, of a real server in a small heap: nothing but
 * 429 with a time, nothing lost. The figures go into docs/benchmarks/server-load.md.
 */
@Tag("exam")
@Timeout(3_600)
class HttpLoadExam {
    private static final int LINTS = 200;
    private static final int DRY_RUNS = 50;

    @TempDir
    private Path folder;

    private final OpenApi contract = new OpenApi();
    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();

    HttpLoadExam() throws Exception {}

    @Test
    void twoHundredReviewsBesideFiftyDryRuns() throws Exception {
        try (ServedShop shop = new ServedShop(folder, "-Xmx512m");
                ApiClient api = new ApiClient(shop.port(), contract)) {
            Instant start = Instant.now();
            CountDownLatch go = new CountDownLatch(1);
            List<Future<String>> dryRuns = new ArrayList<>();
            List<Future<Long>> lints = new ArrayList<>();
            List<String> answered = Collections.synchronizedList(new ArrayList<>());
            List<String> accepted = Collections.synchronizedList(new ArrayList<>());
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < DRY_RUNS; i++) {
                    String body = body("ALTER TABLE users ADD COLUMN extra" + i + " text", true);
                    dryRuns.add(clients.submit(() -> {
                        go.await();
                        return asked(api, body, accepted);
                    }));
                }
                for (int i = 0; i < LINTS; i++) {
                    String body = body(migration(i), false);
                    lints.add(clients.submit(() -> {
                        go.await();
                        long begun = System.nanoTime();
                        answered.add(untilTaken(() -> api.post("/api/v1/reviews", body))
                                .json()
                                .path("state")
                                .asText());
                        return (System.nanoTime() - begun) / 1_000_000;
                    }));
                }
                go.countDown();
                for (Future<String> each : dryRuns) {
                    each.get();
                }
            }
            List<Long> took = new ArrayList<>();
            for (Future<Long> each : lints) {
                took.add(each.get());
            }
            Duration lintsEnded = Duration.between(start, Instant.now());
            Map<String, Integer> ends = ends(api, accepted);
            Duration allEnded = Duration.between(start, Instant.now());
            Collections.sort(took);
            System.out.printf(
                    "statuses %s, ends %s, reviews without dry run: median %d ms, 95 %% %d ms, last %d ms, all after %d s;"
                            + " dry runs after %d s; peak memory of the process %s%n",
                    new TreeMap<>(statuses),
                    ends,
                    took.get(took.size() / 2),
                    took.get(took.size() * 95 / 100),
                    took.getLast(),
                    lintsEnded.toSeconds(),
                    allEnded.toSeconds(),
                    peak(shop.process().pid()));
            assertThat(accepted).hasSize(DRY_RUNS);
            assertThat(answered).as("who waits gets the end").hasSize(LINTS).containsOnly("finished");
            assertThat(statuses.keySet()).as("but for success only: come again").isSubsetOf(201, 202, 429);
            assertThat(ends.keySet()).as("nothing is lost").isSubsetOf("finished", "failed");
            assertThat(shop.process().isAlive()).isTrue();
        }
    }

    private String asked(ApiClient api, String body, List<String> accepted) throws Exception {
        String location = untilTaken(() -> api.post("/api/v1/reviews", body, "Prefer", "respond-async"))
                .header("Location");
        accepted.add(location);
        return location;
    }

    private ApiClient.Answer untilTaken(Callable<ApiClient.Answer> ask) throws Exception {
        while (true) {
            ApiClient.Answer answer = ask.call();
            statuses.merge(answer.status(), 1, Integer::sum);
            if (answer.status() != 429) {
                return answer;
            }
            Thread.sleep(Duration.ofSeconds(Integer.parseInt(answer.header("Retry-After"))));
        }
    }

    private static Map<String, Integer> ends(ApiClient api, List<String> accepted) throws Exception {
        Map<String, Integer> ends = new TreeMap<>();
        for (String location : accepted) {
            JsonNode state = api.get(location).json();
            while (List.of("queued", "running").contains(state.path("state").asText())) {
                Thread.sleep(1_000);
                state = api.get(location).json();
            }
            ends.merge(state.path("state").asText(), 1, Integer::sum);
        }
        return ends;
    }

    private static String peak(long process) throws Exception {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM"))
                    .findFirst()
                    .orElse("unknown")
                    .replaceAll("\\s+", " ");
        }
    }

    private static String migration(int number) {
        return Stream.of(
                        "CREATE INDEX load_%d ON orders (customer_id)",
                        "ALTER TABLE orders ADD COLUMN load_%d text NOT NULL DEFAULT 'x'",
                        "ALTER TABLE orders ADD CONSTRAINT load_%d CHECK (amount > 0)",
                        "ALTER TABLE orders ALTER COLUMN quantity TYPE bigint; SELECT %d")
                .toList()
                .get(number % 4)
                .formatted(number);
    }

    private static String body(String sql, boolean dryRun) {
        return ApiClient.JSON
                .createObjectNode()
                .put("sql", sql)
                .put("database", "shop")
                .put("dry_run", dryRun)
                .toString();
    }
}
