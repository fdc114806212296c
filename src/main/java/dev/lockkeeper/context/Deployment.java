package dev.lockkeeper.context;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How the team deploys: rolling or stopping the world in a window, tables it calls critical, declared invariants, disk. */
public record Deployment(
        Optional<Style> style,
        Optional<String> window,
        List<QualifiedName> criticalTables,
        List<Invariant> invariants,
        OptionalInt iops) {
    public Deployment {
        criticalTables = List.copyOf(criticalTables);
        invariants = List.copyOf(invariants);
    }

    /** Whether old and new code run side by side. */
    public enum Style {
        ROLLING,
        STOP_THE_WORLD
    }

    /** A rule of the business about a column, in SQL and in words: what a new value must be. */
    public record Invariant(QualifiedName table, Optional<String> column, String rule) {}
}
