package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.http.Access;
import dev.lockkeeper.app.http.HttpLimits;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.http.Tokens;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where {@code serve} listens and whom it serves. */
public final class ListeningOptions {
    @Option(
            names = "--host",
            paramLabel = "ADDR",
            description = "Address to listen on. Anything but loopback needs --token-file.",
            defaultValue = "127.0.0.1")
    String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", description = "Port; 0 takes a free one.", defaultValue = "8765")
    int port = 8765;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "A name by which clients call the server, beside the address; may be repeated.")
    List<String> names = List.of();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Bearer tokens that open the server, one a line, each of at least 32 characters.")
    Optional<Path> tokenFile = Optional.empty();

    HttpSettings settings() {
        InetAddress address = resolved();
        if (!address.isLoopbackAddress() && tokenFile.isEmpty()) {
            throw new UsageException("--host " + host
                    + " is reached from other machines, and nobody would be asked who they are. Add --token-file FILE"
                    + " (openssl rand -hex 32 > FILE; chmod 600 FILE), or leave --host out.");
        }
        if (address.isAnyLocalAddress() && names.isEmpty()) {
            throw new UsageException("--host " + host
                    + " is every address of this machine. Add --allow-host NAME, the name by which clients call it.");
        }
        Access access = Access.LOOPBACK.with(tokens());
        for (String name : names) {
            access = access.with(name);
        }
        return new HttpSettings(
                host, port, address.isAnyLocalAddress() ? access : access.with(host), HttpLimits.DEFAULTS);
    }

    /** The address as it stands in a URL. */
    String address() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private Tokens tokens() {
        try {
            return tokenFile.map(Tokens::read).orElse(Tokens.NONE);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--token-file: " + e.getMessage(), e);
        }
    }

    private InetAddress resolved() {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UsageException("--host " + host + " is no address of this machine.", e);
        }
    }
}
