package dev.lockkeeper.app.service;

import dev.lockkeeper.drift.ContextDrift;
import dev.lockkeeper.drift.DriftOutcome;
import dev.lockkeeper.drift.HistoryDrift;
import dev.lockkeeper.drift.HistoryException;
import dev.lockkeeper.drift.MigrationHistory;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.sql.ScriptReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** In what a served database differs from another one, or from its replayed migrations. */
public final class Drifts {
    private final Function<GateConfig, ShadowDatabases> shadows;
    private final Function<GateConfig, ShadowChoice> choice;
    private final ScriptReader reader;

    public Drifts(
            Function<GateConfig, ShadowDatabases> shadows,
            Function<GateConfig, ShadowChoice> choice,
            ScriptReader reader) {
        this.shadows = shadows;
        this.choice = choice;
        this.reader = reader;
    }

    /** {@code other} against {@code production}. */
    public DriftOutcome between(ServedDatabase other, ServedDatabase production) {
        GateConfig config = production.config();
        return new DriftOutcome.Compared(new ContextDrift(shadows.apply(config), choice.apply(config), reader)
                .compare(side(other), side(production)));
    }

    /** The migrations of a folder, in their runner's order, against {@code production}. */
    public DriftOutcome history(Path folder, ServedDatabase production) throws HistoryException {
        if (production.production().schema().isEmpty()) {
            return new DriftOutcome.Unavailable(
                    "the context of " + production.name() + " holds no schema to compare with",
                    "Add schema_file (output of pg_dump --schema-only) to it.");
        }
        GateConfig config = production.config();
        MigrationHistory history = MigrationHistory.read(
                folder, config.framework().filter(name -> !name.equals("auto")).map(Framework::parse));
        return new HistoryDrift(shadows.apply(config), choice.apply(config), reader)
                .compare(side(production), history, Optional.empty());
    }

    private static ContextDrift.Side side(ServedDatabase database) {
        return new ContextDrift.Side(
                database.name(),
                database.production().context(),
                database.production().schema());
    }
}
