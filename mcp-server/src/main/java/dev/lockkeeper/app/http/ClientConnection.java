package dev.lockkeeper.app.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The connection of a request whose body is read already. Nobody else reads from it until the request is answered, so
 * that its end can be looked for.
 */
final class ClientConnection {
    private final Context context;
    private final ConnectionMetaData connection;

    ClientConnection(Context context) {
        this.context = context;
        this.connection =
                ServletContextRequest.getServletContextRequest(context.req()).getConnectionMetaData();
    }

    /** Whether the client has closed it. */
    boolean gone() {
        EndPoint end = connection.getConnection().getEndPoint();
        if (!end.isOpen() || connection.getHttpVersion() == HttpVersion.HTTP_2) {
            return !end.isOpen();
        }
        try {
            ByteBuffer ahead = BufferUtil.allocate(1);
            int read = end.fill(ahead);
            if (read > 0) {
                // The beginning of a request sent ahead is lost now; closing tells the client to send it again.
                context.header("Connection", "close");
            }
            return read < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
