package dev.lockkeeper.app.http;

/** Where a server listens, for whom, and what it bears. */
public record HttpSettings(String host, int port, Access access, HttpLimits limits) {

    /** For this machine only, without token. */
    public static HttpSettings loopback(int port) {
        return new HttpSettings("127.0.0.1", port, Access.LOOPBACK, HttpLimits.DEFAULTS);
    }
}
