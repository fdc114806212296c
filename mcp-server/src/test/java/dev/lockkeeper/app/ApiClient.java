package dev.lockkeeper.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A client of the API; each answer is held against openapi.yaml. */
final class ApiClient implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final int port;
    private final OpenApi contract;
    private final HttpClient client = HttpClient.newHttpClient();

    ApiClient(int port, OpenApi contract) {
        this.port = port;
        this.contract = contract;
    }

    record Answer(int status, HttpHeaders headers, byte[] body) {
        String text() {
            return OpenApi.utf8(body);
        }

        JsonNode json() throws IOException {
            return JSON.readTree(body);
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    Answer get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    Answer post(String path, String json, String... headers) throws Exception {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return send("POST", path, json, all);
    }

    Answer send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        contract.check(method, path, response.statusCode(), response.headers(), OpenApi.utf8(response.body()));
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    /** Sends these bytes as they are, and reads until the server closes. */
    String raw(String request) throws IOException {
        try (Socket socket = open()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return OpenApi.utf8(socket.getInputStream().readAllBytes());
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        return socket;
    }

    @Override
    public void close() {
        client.close();
    }
}
