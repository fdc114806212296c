package dev.lockkeeper.app.service;

import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.pg.PgVersion;

/**
 * A database that reviews are for, as its context file says now.
 *
 * @param generation grows when context or schema file change: what was judged before is judged again
 */
public record ServedDatabase(String name, GateConfig config, Production production, long generation) {
    public PgVersion version() {
        return production.context().version();
    }
}
