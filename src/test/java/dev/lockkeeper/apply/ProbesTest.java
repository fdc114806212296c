package dev.lockkeeper.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user's probes may answer, and what each answer means: unknown is never healthy. */
class ProbesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static HttpServer server;
    private static volatile String answer = "";
    private static volatile int status = 200;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @ParameterizedTest(name = "{0} with limit {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    true               |      |
                    false              |      | exit status 1
                    echo 0.5           | 1    |
                    echo 1             | 1    |
                    echo 1.5 errors    | 1    | 1.5, the limit is 1
                    echo 2e3           | 1    | 2000, the limit is 1
                    echo fine          | 1    | its first line is no number: "fine"
                    echo nan           | 1    | its first line is no number: "nan"
                    true               | 1    | its first line is no number: ""
                    echo 9; exit 3     |      | exit status 3: 9
                    sleep 60           |      | no answer within 2000 ms
                    sleep 60 & echo 1  | 2    |
                    """)
    void commands(String script, String limit, String trouble) throws Exception {
        ProbeReading reading = CommandLook.at(
                new HealthProbe.Command(
                        List.of("sh", "-c", script),
                        folder,
                        limit == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(limit))),
                PATIENCE);
        assertThat(reading.trouble().orElse(null)).isEqualTo(trouble);
    }

    @Test
    void aCommandSeesNoPasswordAndOneThatIsMissingIsTrouble() throws Exception {
        var script = "test -z \"$(env | grep -E '^(PG|LOCKKEEPER|MAVEN|JAVA_)' )\" && pwd";
        ProbeReading clean = CommandLook.at(
                new HealthProbe.Command(List.of("sh", "-c", script), folder, OptionalDouble.empty()), PATIENCE);
        assertThat(clean.trouble()).isEmpty();
        ProbeReading missing = CommandLook.at(
                new HealthProbe.Command(List.of("no-such-program"), folder, OptionalDouble.empty()), PATIENCE);
        assertThat(missing.trouble()).hasValueSatisfying(why -> assertThat(why).contains("cannot be started"));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    200 | {"data":{"resultType":"vector","result":[{"value":[1,"0.5"]},{"value":[1,"0.9"]}]}} |
                    200 | {"data":{"resultType":"vector","result":[{"value":[1,"0.5"]},{"value":[1,"1.2"]}]}} | 1.2, the limit is 1
                    200 | {"data":{"resultType":"scalar","result":[1,"0.1"]}}                                 |
                    200 | {"data":{"resultType":"scalar","result":[1,"+Inf"]}}                                | Infinity, the limit is 1
                    200 | {"data":{"resultType":"vector","result":[{"value":[1,"NaN"]}]}}                     | NaN, the limit is 1
                    200 | {"data":{"resultType":"vector","result":[]}}                                        | its answer holds no value: the query names no series
                    200 | {"data":{"resultType":"vector","result":[{"value":[1,"many"]}]}}                    | its answer holds a value that is no number
                    200 | <html>                                                                              | its answer is no JSON
                    503 | {"data":{"resultType":"scalar","result":[1,"0.1"]}}                                 | it answered with status 503 and 51 bytes
                    302 | moved                                                                               | it answered with status 302 and 5 bytes
                    """)
    void prometheus(int code, String body, String trouble) throws Exception {
        status = code;
        answer = body;
        ProbeReading reading = PrometheusLook.at(
                new HealthProbe.Prometheus(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/query?query=up"), 1),
                PATIENCE);
        assertThat(reading.trouble().orElse(null)).isEqualTo(trouble);
    }

    @Test
    void nobodyThereIsTroubleAndWrongAddressesAreRefused() throws Exception {
        ProbeReading reading = PrometheusLook.at(
                new HealthProbe.Prometheus(URI.create("http://127.0.0.1:1/api/v1/query?query=up"), 1), PATIENCE);
        assertThat(reading.trouble()).hasValueSatisfying(why -> assertThat(why).contains("no answer"));
        for (String address : List.of("file:///etc/passwd", "http://user:secret@prometheus:9090/", "prometheus")) {
            assertThatThrownBy(() -> new HealthProbe.Prometheus(URI.create(address), 1))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("secret");
        }
    }
}
