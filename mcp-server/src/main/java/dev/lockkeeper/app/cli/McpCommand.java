package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.mcp.McpStdio;
import dev.lockkeeper.app.service.Reviews;
import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lockkeeper mcp}: the gate as tools of an agent, over standard input and output. */
@Command(
        name = "mcp",
        description = "Serves the gate to an agent over MCP (stdio).",
        footer = {
            "",
            "Example (.mcp.json):",
            "  {\"mcpServers\": {\"lockkeeper\": {\"command\": \"lockkeeper\", \"args\": [\"mcp\", \"--context\", \"production.json\"]}}}"
        })
final class McpCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    McpCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException, InterruptedException {
        Service service =
                new ServiceBuilder(console, gates, common).build(Optional.of(new SharedFolder(Path.of(""), gates)));
        try (Reviews reviews = service.reviews()) {
            new McpStdio(service, console.in(), console.out()).serve();
        }
        return ExitCodes.APPROVED;
    }
}
