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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The one gate that a server offers: one production, one configuration, reviews one after the other. */
public final class Served {
    private final Gates gates;
    private final GateConfig config;
    private final Production production;
    private final Gate gate;
    private final Lock turn = new ReentrantLock(true);
    private final Map<Thread, String> reviewing = new ConcurrentHashMap<>();

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
    public GateResult review(
            String name, String sql, Optional<String> down, Optional<Framework> framework, String requester) {
        Thread thread = Thread.currentThread();
        reviewing.put(thread, sql);
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            // Cancelled while it waited: the interrupt ends it as soon as it comes to the dry run.
            thread.interrupt();
            turn.lock();
        }
        try {
            return reviewInTurn(name, sql, down, framework, requester);
        } finally {
            turn.unlock();
            reviewing.remove(thread);
            // The thread goes back to a pool.
            Thread.interrupted();
        }
    }

    /** Ends the reviews of this text as Unavailable, those that run and those that wait; their servers go away. */
    public void cancel(String sql) {
        reviewing.forEach((thread, text) -> {
            if (text.equals(sql)) {
                thread.interrupt();
            }
        });
    }

    private GateResult reviewInTurn(
            String name, String sql, Optional<String> down, Optional<Framework> framework, String requester) {
        Optional<MigrationRequest.Down> rollback = down.filter(text -> !text.isBlank())
                .map(text -> new MigrationRequest.Down(name + ".down", text.getBytes(StandardCharsets.UTF_8)));
        MigrationRequest request =
                RunnerInput.of(name, sql.getBytes(StandardCharsets.UTF_8), rollback, framework, requester);
        return gate.review(List.of(request), production, version()).getFirst();
    }
}
