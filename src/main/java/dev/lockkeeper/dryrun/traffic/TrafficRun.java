package dev.lockkeeper.dryrun.traffic;

import java.util.List;

/** One migration under traffic: the baseline before it, then what each of its phases did, and the time line for the picture. */
public record TrafficRun(PhaseTraffic baseline, List<PhaseTraffic> phases, List<Moment> moments) {
    public TrafficRun {
        phases = List.copyOf(phases);
        moments = List.copyOf(moments);
    }

    public double worstReadMillis() {
        return phases.stream()
                .mapToDouble(phase -> phase.reads().worstMillis())
                .max()
                .orElse(0);
    }

    public double worstWriteMillis() {
        return phases.stream()
                .mapToDouble(phase -> phase.writes().worstMillis())
                .max()
                .orElse(0);
    }

    /** Longest wait of one application statement behind the migration, in milliseconds. */
    public long blockedMillis() {
        return phases.stream().mapToLong(PhaseTraffic::blockedMillis).max().orElse(0);
    }

    public int failures() {
        return phases.stream()
                .flatMap(phase -> phase.failuresOfMigration().stream())
                .mapToInt(StatementFailure::count)
                .sum();
    }
}
