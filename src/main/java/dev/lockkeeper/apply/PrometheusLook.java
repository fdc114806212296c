package dev.lockkeeper.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks an instant query (https://prometheus.io/docs/prometheus/latest/querying/api/): scalar or vector. */
final class PrometheusLook {
    private static final int MOST_BYTES = 1 << 20;

    private PrometheusLook() {}

    static ProbeReading at(HealthProbe.Prometheus probe, Duration patience) throws InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(probe.url()).timeout(patience).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(MOST_BYTES + 1);
                client.shutdownNow();
                if (response.statusCode() != 200 || bytes.length > MOST_BYTES) {
                    return new ProbeReading.Failed("it answered with status " + response.statusCode() + " and "
                            + (bytes.length > MOST_BYTES ? "more than 1 MiB" : bytes.length + " bytes"));
                }
                return reading(new ObjectMapper().readTree(bytes), probe.limit());
            }
        } catch (JsonProcessingException e) {
            return new ProbeReading.Failed("its answer is no JSON");
        } catch (IOException e) {
            return new ProbeReading.Failed(
                    "no answer (" + e.getClass().getSimpleName().replace("Exception", "") + ")");
        }
    }

    /** The largest value; an answer without one is a failure: a query that names no series watches nothing. */
    static ProbeReading reading(JsonNode answer, double limit) {
        JsonNode result = answer.path("data").path("result");
        boolean scalar = answer.path("data").path("resultType").asText().equals("scalar");
        double largest = Double.NEGATIVE_INFINITY;
        int found = 0;
        for (JsonNode value : scalar ? java.util.List.of(result) : result) {
            JsonNode text = scalar ? value.path(1) : value.path("value").path(1);
            try {
                double number = Double.parseDouble(
                        text.asText().replace("+Inf", "Infinity").replace("-Inf", "-Infinity"));
                largest = Double.isNaN(number) || Double.isNaN(largest) ? Double.NaN : Math.max(largest, number);
                found++;
            } catch (NumberFormatException e) {
                return new ProbeReading.Failed("its answer holds a value that is no number");
            }
        }
        return found == 0
                ? new ProbeReading.Failed("its answer holds no value: the query names no series")
                : new ProbeReading.Value(largest, limit, "");
    }
}
