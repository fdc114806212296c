package dev.lockkeeper.app.cli;

import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.Gate;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.MigrationRequest;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.gate.RunnerInput;
import dev.lockkeeper.pg.PgVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The one gate that a server offers: one production, one configuration, reviews one after the other. */
public final class Served {
    private final Gates gates;
    private final GateConfig config;
    private final Production production;
    private final Gate gate;

    public Served(Gates gates, GateConfig config, Production production, Gate.DryRuns dryRuns) {
        this.gates = gates;
        this.config = config;
        this.production = production;
        this.gate = gates.gate(config, dryRuns);
    }

    public Gates gates() {
        return gates;
    }

    public GateConfig config() {
        return config;
    }

    public Production production() {
        return production;
    }

    public PgVersion version() {
        return production.context().version();
    }

    /** One review at a time: a dry run needs the machine for itself. */
    public synchronized GateResult review(
            String name, String sql, Optional<String> down, Optional<Framework> framework, String requester) {
        Optional<MigrationRequest.Down> rollback = down.filter(text -> !text.isBlank())
                .map(text -> new MigrationRequest.Down(name + ".down", text.getBytes(StandardCharsets.UTF_8)));
        MigrationRequest request =
                RunnerInput.of(name, sql.getBytes(StandardCharsets.UTF_8), rollback, framework, requester);
        return gate.review(List.of(request), production, version()).getFirst();
    }
}
