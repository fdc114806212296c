package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.http.HttpServer;
import dev.lockkeeper.app.http.HttpSettings;
import dev.lockkeeper.app.mcp.McpHttp;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lockkeeper serve}: the gate over HTTP. */
@Command(
        name = "serve",
        description = "Serves the gate over HTTP, on loopback unless --host says otherwise.",
        footer = {
            "",
            "Examples:",
            "  lockkeeper serve --context production.json --port 8765",
            "  lockkeeper serve --host 0.0.0.0 --allow-host gate.example.com --token-file tokens"
        })
final class ServeCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ListeningOptions listening = new ListeningOptions();

    ServeCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException, InterruptedException {
        HttpSettings settings = listening.settings();
        Service service = new ServiceBuilder(console, gates, common).build(Optional.empty());
        McpHttp mcp = new McpHttp(service);
        HttpServer server = new HttpServer(service, settings, Map.of(McpHttp.PATH, mcp.servlet())).start();
        console.err()
                .println("lockkeeper serves http://" + listening.address() + ":" + server.port() + " (reviews of "
                        + String.join(", ", service.judge().databases().names()) + "); Ctrl-C ends it");
        Thread stop = new Thread(
                () -> {
                    mcp.close();
                    server.close();
                },
                "lockkeeper-serve-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        new CountDownLatch(1).await();
        return ExitCodes.APPROVED;
    }
}
