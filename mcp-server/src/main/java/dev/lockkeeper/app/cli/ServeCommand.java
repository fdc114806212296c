package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.http.HttpServer;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockkeeper serve}: the gate over HTTP on loopback. */
@Command(
        name = "serve",
        description = "Serves the gate over HTTP on 127.0.0.1.",
        footer = {"", "Example:", "  lockkeeper serve --context production.json --port 8765"})
final class ServeCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port on 127.0.0.1; 0 takes a free one.",
            defaultValue = "8765")
    private int port = 8765;

    ServeCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException, InterruptedException {
        Service service = new ServiceBuilder(console, gates, common).build(Optional.empty());
        HttpServer server = new HttpServer(service, port).start();
        console.err()
                .println("lockkeeper serves http://127.0.0.1:" + server.port() + " (reviews of "
                        + String.join(", ", service.judge().databases().names()) + "); Ctrl-C ends it");
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "lockkeeper-serve-stop"));
        new CountDownLatch(1).await();
        return ExitCodes.APPROVED;
    }
}
