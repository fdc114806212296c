package dev.lockkeeper.draft;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;

/**
 * How LangChain4j reaches a provider: one time limit over connection, retries and the whole body, a limit on its
 * size, and retries that wait as long as the server says. No redirect is followed: the key goes where it was sent.
 */
final class BoundedHttpClient implements HttpClient {
    private static final long MOST_BYTES = 4L << 20;
    private static final int MOST_ERROR_BYTES = 2_000;
    private static final int RETRIES = 2;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504, 529);

    private final java.net.http.HttpClient http;
    private final Duration timeout;
    private final Duration pause;

    /** {@code pause} is waited before a retry when the server does not say how long. */
    BoundedHttpClient(Duration timeout, Duration pause) {
        this.timeout = timeout;
        this.pause = pause;
        this.http = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout.compareTo(CONNECT) < 0 ? timeout : CONNECT)
                .build();
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        long deadline = BoundedBody.after(timeout);
        try {
            HttpResponse<InputStream> response = send(request, deadline);
            try (InputStream body = new BoundedBody(response.body(), MOST_BYTES, deadline)) {
                return SuccessfulHttpResponse.builder()
                        .statusCode(response.statusCode())
                        .headers(response.headers().map())
                        .body(body.readAllBytes())
                        .build();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On the caller's thread: when it returns, the stream has ended one way or the other. */
    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        long deadline = BoundedBody.after(timeout);
        try {
            HttpResponse<InputStream> response = send(request, deadline);
            try (InputStream body = new BoundedBody(response.body(), MOST_BYTES, deadline)) {
                listener.onOpen(SuccessfulHttpResponse.builder()
                        .statusCode(response.statusCode())
                        .headers(response.headers().map())
                        .build());
                parser.parse(body, listener);
                listener.onClose();
            }
        } catch (IOException | RuntimeException e) {
            listener.onError(e);
        }
    }

    private HttpResponse<InputStream> send(HttpRequest request, long deadline) throws IOException {
        for (int attempt = 0; ; attempt++) {
            HttpResponse<InputStream> response = once(request, deadline);
            int status = response.statusCode();
            if (status >= 200 && status < 300) {
                return response;
            }
            String words;
            try (InputStream body = new BoundedBody(response.body(), MOST_BYTES, deadline)) {
                words = new String(body.readNBytes(MOST_ERROR_BYTES), StandardCharsets.UTF_8);
            }
            Duration wait = wait(response, attempt);
            if (!PASSING.contains(status) || attempt >= RETRIES || BoundedBody.after(wait) - deadline >= 0) {
                throw new HttpException(status, words);
            }
            sleep(wait);
        }
    }

    private HttpResponse<InputStream> once(HttpRequest request, long deadline) throws IOException {
        Duration left = Duration.ofNanos(Math.max(deadline - System.nanoTime(), 1_000_000));
        java.net.http.HttpRequest.Builder builder =
                java.net.http.HttpRequest.newBuilder(URI.create(request.url())).timeout(left);
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        builder.method(
                request.method().name(),
                request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
        try {
            return http.send(builder.build(), BodyHandlers.ofInputStream());
        } catch (HttpTimeoutException e) {
            throw new ModelHttpException(DraftOutcome.Kind.TIMEOUT, "the model did not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("cancelled", e);
        }
    }

    private Duration wait(HttpResponse<InputStream> response, int attempt) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(pause.multipliedBy(1L << attempt));
    }

    private static void sleep(Duration duration) throws IOException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("cancelled", e);
        }
    }
}
