package dev.lockkeeper.app.http;

import io.javalin.config.JettyConfig;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty under Javalin: its limits, its errors, the guard, and servlets beside Javalin's. */
record JettySetup(HttpSettings settings, Guard guard, Map<String, Servlet> servlets, RequestLog log) {
    private static final int THREADS = 32;
    private static final long STOP_MILLIS = 5_000;

    void apply(JettyConfig jetty) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("lockkeeper-http");
        // Waiting for a review costs no thread of the pool.
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("lockkeeper-request-"));
        jetty.threadPool = threads;
        jetty.host = settings.host();
        jetty.port = settings.port();
        jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        jetty.modifyServer(this::server);
        jetty.modifyServletContextHandler(this::context);
        jetty.addConnector(this::connector);
    }

    /** Each insertion stands before those above it. */
    private void server(Server server) {
        HttpLimits limits = settings.limits();
        server.setErrorHandler(new JettyErrors());
        server.setRequestLog(log);
        // For bodies of unsaid length; whoever reads them has a limit of its own and wants to say so.
        server.insertHandler(new SizeLimitHandler((long) limits.bodyBytes() + UnreadRest.MOST_BYTES, -1));
        server.insertHandler(new Oversized(limits));
        server.insertHandler(new MinimumDataRateHandler(limits.bytesPerSecond(), 0));
        server.insertHandler(new Crowd(limits));
        server.insertHandler(new GracefulHandler());
        server.setStopTimeout(STOP_MILLIS);
    }

    private void context(ServletContextHandler context) {
        context.setErrorHandler(new JettyErrors());
        FilterHolder holder = new FilterHolder(guard);
        holder.setAsyncSupported(true);
        context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        servlets.forEach((path, servlet) -> {
            ServletHolder mounted = new ServletHolder(servlet);
            mounted.setAsyncSupported(true);
            context.addServlet(mounted, path);
        });
    }

    private Connector connector(Server server, HttpConfiguration http) {
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.limits().idle().toMillis());
        connector.addBean(new SlowHeads(connector, settings.limits().idle()));
        server.addBean(new NetworkConnectionLimit(settings.limits().connections(), connector));
        return connector;
    }
}
