package dev.lockkeeper.app.http;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is served.
 *
 * @param hosts the names by which clients may call the server, lower case, without port
 * @param tokens that open it; none where loopback is enough
 */
public record Access(Set<String> hosts, Tokens tokens) {
    /** This machine, by its own name. */
    public static final Access LOOPBACK = new Access(Set.of("127.0.0.1", "localhost", "[::1]"), Tokens.NONE);

    public Access {
        hosts = Set.copyOf(hosts);
    }

    public Access with(Tokens other) {
        return new Access(hosts, other);
    }

    /** Served by {@code host} as well, which may be a bare IPv6 address. */
    public Access with(String host) {
        Set<String> more = new TreeSet<>(hosts);
        String bare = host.toLowerCase(Locale.ROOT);
        more.add(bare.contains(":") && !bare.startsWith("[") ? "[" + bare + "]" : bare);
        return new Access(more, tokens);
    }
}
