package dev.lockkeeper.context.snapshot;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code postgres://}, {@code postgresql://} and {@code jdbc:postgresql://} URLs; what they leave out comes from
 * single options, then from libpq's variables (PGHOST …), then from libpq's defaults. No message repeats the URL,
 * because it may hold a password.
 */
public final class TargetReader {
    private static final Pattern URL = Pattern.compile("(?:jdbc:postgresql|postgres|postgresql)://"
            + "(?:(?<login>[^@/?#]*)@)?(?<host>\\[[0-9A-Fa-f:.%]+]|[^:/?#,\\[\\]]*)(?::(?<port>\\d{1,5}))?"
            + "(?:/(?<database>[^?#]*))?(?:\\?(?<query>[^#]*))?");
    /** libpq's spelling on the left, pgjdbc's on the right. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "sslmode", "sslmode",
            "sslrootcert", "sslrootcert",
            "sslcert", "sslcert",
            "sslkey", "sslkey",
            "channel_binding", "channelBinding",
            "channelbinding", "channelBinding",
            "gssencmode", "gssEncMode",
            "connect_timeout", "connectTimeout",
            "connecttimeout", "connectTimeout");

    private final Map<String, String> environment;

    /** The single options; each empty when not given. */
    public record Given(
            Optional<String> url,
            Optional<String> host,
            Optional<Integer> port,
            Optional<String> database,
            Optional<String> user) {}

    public TargetReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    public Target read(Given given) throws SnapshotException {
        Map<String, String> parts = given.url().isPresent() ? parse(given.url().get()) : Map.of();
        String user = part(given.user(), parts, "user", "PGUSER").orElse(System.getProperty("user.name", "postgres"));
        Optional<String> host = part(given.host(), parts, "host", "PGHOST");
        if (host.isEmpty() && given.url().isEmpty() && given.database().isEmpty()) {
            throw usage("no server is named. Give --url postgres://user@host:5432/database, or --host and --dbname.");
        }
        if (host.orElse("").startsWith("/") || host.orElse("").startsWith("@")) {
            throw usage("Unix sockets are not supported: name a host, such as localhost.");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parts.forEach((name, value) -> {
            if (name.startsWith("?")) {
                parameters.put(name.substring(1), value);
            }
        });
        Optional.ofNullable(environment.get("PGSSLMODE")).ifPresent(mode -> parameters.putIfAbsent("sslmode", mode));
        return new Target(
                host.orElse("localhost"),
                port(part(given.port().map(String::valueOf), parts, "port", "PGPORT")
                        .orElse("5432")),
                part(given.database(), parts, "database", "PGDATABASE").orElse(user),
                user,
                Optional.ofNullable(parts.get("password")).map(Password::new),
                parameters);
    }

    private Optional<String> part(Optional<String> given, Map<String, String> parts, String key, String variable) {
        return given.or(() -> Optional.ofNullable(parts.get(key)))
                .or(() -> Optional.ofNullable(environment.get(variable)))
                .filter(value -> !value.isEmpty());
    }

    private static int port(String text) throws SnapshotException {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw usage("the port must be a number from 1 to 65535.");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> parse(String url) throws SnapshotException {
        Matcher matcher = URL.matcher(url.strip());
        if (!matcher.matches()) {
            throw usage("the URL is not of the form postgres://user@host:5432/database or"
                    + " jdbc:postgresql://host:5432/database (one host; special characters as %40).");
        }
        Map<String, String> parts = new LinkedHashMap<>();
        String login = matcher.group("login");
        if (login != null) {
            int colon = login.indexOf(':');
            parts.put("user", decode(colon < 0 ? login : login.substring(0, colon)));
            if (colon >= 0) {
                parts.put("password", decode(login.substring(colon + 1)));
            }
        }
        put(parts, "host", decode(matcher.group("host")).replaceAll("^\\[|]$", ""));
        put(parts, "port", matcher.group("port"));
        put(parts, "database", matcher.group("database") == null ? null : decode(matcher.group("database")));
        if (matcher.group("query") != null) {
            for (String pair : matcher.group("query").split("&")) {
                parameter(parts, pair);
            }
        }
        return parts;
    }

    private static void parameter(Map<String, String> parts, String pair) throws SnapshotException {
        if (pair.isEmpty()) {
            return;
        }
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        switch (name.toLowerCase(Locale.ROOT)) {
            case "user", "password", "host", "port" -> parts.put(name.toLowerCase(Locale.ROOT), value);
            case "dbname" -> parts.put("database", value);
            case "applicationname", "application_name" -> {}
            default -> {
                String known = PARAMETERS.get(name.toLowerCase(Locale.ROOT));
                if (known == null) {
                    throw usage("the URL parameter " + Quoted.name(name) + " is not supported here; supported are user,"
                            + " password, sslmode, sslrootcert, sslcert, sslkey, channel_binding, gssencmode and"
                            + " connect_timeout. Remove it.");
                }
                parts.put("?" + known, value);
            }
        }
    }

    private static void put(Map<String, String> parts, String key, @org.jspecify.annotations.Nullable String value) {
        if (value != null && !value.isEmpty()) {
            parts.put(key, value);
        }
    }

    private static String decode(String text) throws SnapshotException {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw usage("the URL has a % that is no escape; write %25 for a percent sign.");
        }
    }

    private static SnapshotException usage(String message) {
        return new SnapshotException(SnapshotException.Reason.USAGE, message);
    }
}
