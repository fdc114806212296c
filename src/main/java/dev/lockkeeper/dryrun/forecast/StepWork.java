package dev.lockkeeper.dryrun.forecast;

import dev.lockkeeper.effect.TableWork;
import dev.lockkeeper.effect.WorkKind;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** Everything that a step does with the rows of tables that are there before the migration; nothing: constant. */
public record StepWork(List<TableWork> parts) {
    public StepWork {
        parts = List.copyOf(parts);
    }

    /** What tells how long the whole takes; the heaviest kind decides. */
    public Growth growth() {
        if (parts.isEmpty()) {
            return Growth.CONSTANT;
        }
        return parts.stream().anyMatch(part -> part.kind().growsPerRow()) ? Growth.N_LOG_N : Growth.LINEAR;
    }

    /** Whether it lets the application work meanwhile, which takes longer and varies more. */
    public boolean besideTraffic() {
        return parts.stream().anyMatch(part -> part.concurrently() || part.kind() == WorkKind.ROW_WRITES);
    }

    /**
     * The work at these numbers of rows, so that works on several tables add up; empty when one of them is not known.
     * The unit is about a microsecond on the machine of {@link WorkKind}, and only quotients are used.
     */
    public OptionalDouble amount(Function<QualifiedName, OptionalLong> rows) {
        double total = 0;
        for (TableWork part : parts) {
            OptionalLong known = rows.apply(part.table());
            if (known.isEmpty()) {
                return OptionalDouble.empty();
            }
            Growth growth = part.kind().growsPerRow() ? Growth.N_LOG_N : Growth.LINEAR;
            double unit = part.kind().growsPerRow() ? Math.log(WorkKind.MEASURED_ROWS) : 1;
            total += part.microsPerRow() * growth.at(known.getAsLong()) / unit;
        }
        return OptionalDouble.of(total);
    }

    /** Rows of the largest table among them. */
    public OptionalLong largest(Function<QualifiedName, OptionalLong> rows) {
        return parts.stream()
                .map(part -> rows.apply(part.table()))
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max();
    }
}
