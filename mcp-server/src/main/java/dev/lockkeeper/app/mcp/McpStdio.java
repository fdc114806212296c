package dev.lockkeeper.app.mcp;

import dev.lockkeeper.app.service.Service;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** The MCP server on standard input and output; ends when the client closes its side. */
public final class McpStdio {
    private final Service service;
    private final InputStream in;
    private final OutputStream out;

    public McpStdio(Service service, InputStream in, OutputStream out) {
        this.service = service;
        this.in = in;
        this.out = out;
    }

    /** Serves until the input ends. */
    public void serve() throws InterruptedException {
        McpJsonMapper mapper = new JacksonMcpJsonMapper(new com.fasterxml.jackson.databind.ObjectMapper());
        CountDownLatch ended = new CountDownLatch(1);
        McpSyncServer server = Offer.of(service)
                .in(McpServer.sync(new StdioServerTransportProvider(
                        mapper, new Ending(in, ended, new Cancellations(service.reviews()::withdraw)), out)))
                .build();
        ended.await();
        server.closeGracefully();
    }

    /** Tells when the client has closed its end, and what it takes back. */
    private static final class Ending extends FilterInputStream {
        private final CountDownLatch ended;
        private final Cancellations cancellations;

        Ending(InputStream in, CountDownLatch ended, Cancellations cancellations) {
            super(in);
            this.ended = ended;
            this.cancellations = cancellations;
        }

        @Override
        public int read() throws IOException {
            int one = seen(super.read());
            if (one >= 0) {
                cancellations.read(new byte[] {(byte) one}, 0, 1);
            }
            return one;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = seen(super.read(buffer, offset, length));
            if (count > 0) {
                cancellations.read(buffer, offset, count);
            }
            return count;
        }

        private int seen(int result) {
            if (result < 0) {
                ended.countDown();
            }
            return result;
        }
    }
}
