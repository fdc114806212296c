package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockkeeper.app.service.Service;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import jakarta.servlet.http.HttpServlet;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** The MCP server over Streamable HTTP: a servlet for {@link #PATH}, behind the guard of the HTTP server. */
public final class McpHttp implements AutoCloseable {
    public static final String PATH = "/mcp";
    private static final int MOST_SESSIONS = 1_000;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

    private final FrontDoor servlet;
    private final Stateless stateless;
    private final McpSyncServer server;

    public McpHttp(Service service) {
        this(Offer.of(service), service.reviews()::withdraw, MOST_SESSIONS);
    }

    /** {@code cancel} is given the SQL of a review that its client takes back. */
    McpHttp(Offer offer, Consumer<String> cancel, int mostSessions) {
        ObjectMapper json = new ObjectMapper();
        McpJsonMapper mapper = new JacksonMcpJsonMapper(json);
        HttpServletStreamableServerTransportProvider sessions = HttpServletStreamableServerTransportProvider.builder()
                .jsonMapper(mapper)
                .mcpEndpoint(PATH)
                .maxRequestSize(FrontDoor.MOST_BYTES)
                .keepAliveInterval(KEEP_ALIVE)
                .build();
        this.server = offer.in(McpServer.sync(sessions)).build();
        this.stateless = new Stateless(offer, mapper, json, new RequestState(new SecureRandom(), Clock.systemUTC()));
        this.servlet = new FrontDoor(
                sessions, new SessionCount(mostSessions, Clock.systemUTC()), stateless, new Cancellations(cancel));
    }

    public HttpServlet servlet() {
        return servlet;
    }

    @Override
    public void close() {
        stateless.end();
        server.closeGracefully();
    }
}
