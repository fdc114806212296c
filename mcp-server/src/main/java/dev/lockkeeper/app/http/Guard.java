package dev.lockkeeper.app.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands before everything that the server serves: only clients that call it by its own name, from no other origin,
 * with a token where tokens are wanted. A web page cannot speak to it, whatever its name resolves to.
 */
final class Guard implements Filter {
    /** The attribute that says which client it is, by its token. */
    static final String CLIENT = "lockkeeper.client";

    private static final Map<String, String> HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer");

    private final Access access;
    private final AtomicBoolean ends = new AtomicBoolean();

    Guard(Access access) {
        this.access = access;
    }

    /** From now on nothing new is taken on. */
    void end() {
        ends.set(true);
    }

    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        if (!(anyRequest instanceof HttpServletRequest request)
                || !(anyResponse instanceof HttpServletResponse response)) {
            throw new ServletException("only HTTP is served");
        }
        HEADERS.forEach(response::setHeader);
        Optional<Problem> refused = refused(request);
        if (refused.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Problem problem = refused.get();
        response.setStatus(problem.status());
        problem.headers().forEach(response::setHeader);
        response.setContentType(Problem.TYPE);
        response.getOutputStream().write(problem.bytes());
    }

    private Optional<Problem> refused(HttpServletRequest request) {
        if (ends.get()) {
            return Optional.of(StatusProblems.of(503).header("Connection", "close"));
        }
        String host = header(request, "Host");
        if (!access.hosts().contains(name(host)) || !access.hosts().contains(name(request.getServerName()))) {
            return Optional.of(Problem.of(
                    403,
                    "wrong-host",
                    "the server does not go by this name",
                    "Call it by one of: " + String.join(", ", new java.util.TreeSet<>(access.hosts()))
                            + ". The operator adds names with --allow-host."));
        }
        if (foreign(request, host)) {
            return Optional.of(Problem.of(
                    403, "foreign-origin", "web pages of other origins are not served", "Call it from a program."));
        }
        if (!access.tokens().wanted() || request.getRequestURI().equals("/healthz")) {
            return Optional.empty();
        }
        Optional<Integer> client = access.tokens().which(header(request, "Authorization"));
        client.ifPresent(number -> request.setAttribute(CLIENT, number));
        return client.isPresent()
                ? Optional.empty()
                : Optional.of(Problem.of(
                                401,
                                "no-token",
                                "a token is needed",
                                "Send Authorization: Bearer TOKEN with one of the tokens that the operator gives out.")
                        .header("WWW-Authenticate", "Bearer realm=\"lockkeeper\""));
    }

    /** A page of this very server may call it, a link from elsewhere may lead to it. */
    private boolean foreign(HttpServletRequest request, String host) {
        String site = header(request, "Sec-Fetch-Site");
        boolean link = request.getMethod().equals("GET")
                && header(request, "Sec-Fetch-Mode").equals("navigate");
        if (!site.isEmpty() && !site.equals("same-origin") && !site.equals("none") && !link) {
            return true;
        }
        if (request.getHeader("Origin") == null) {
            return false;
        }
        try {
            URI origin = new URI(header(request, "Origin"));
            String named = Optional.ofNullable(origin.getHost()).orElse("").toLowerCase(Locale.ROOT);
            String scheme = Optional.ofNullable(origin.getScheme()).orElse("");
            return !access.hosts().contains(named)
                    || !(scheme.equals("http") || scheme.equals("https"))
                    || port(host) != origin.getPort();
        } catch (URISyntaxException e) {
            return true;
        }
    }

    private static String header(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name)).orElse("");
    }

    private static String name(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
    }

    private static int port(String host) {
        String port = host.substring(name(host).length());
        return port.isEmpty() ? -1 : Integer.parseInt(port.substring(1));
    }
}
