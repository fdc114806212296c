package dev.lockkeeper.eval;

import java.util.List;
import java.util.stream.Stream;

/**
 * What SQL did on a throwaway server, measured without the gate's rules.
 *
 * @param wrong it failed, missed what was wanted, lost data, or broke the application
 * @param hazards what would have hurt in production: rewrites, scans and changes of whole large tables under locks
 * @param impatient locks on large tables that were waited for without a lock_timeout
 */
public record Trial(List<String> wrong, List<String> hazards, List<String> impatient) {
    public Trial {
        wrong = List.copyOf(wrong);
        hazards = List.copyOf(hazards);
        impatient = List.copyOf(impatient);
    }

    public boolean safeAndRight() {
        return rightUnderTimeout() && impatient.isEmpty();
    }

    /** The same, if whoever runs it sets a lock_timeout. */
    public boolean rightUnderTimeout() {
        return wrong.isEmpty() && hazards.isEmpty();
    }

    public List<String> problems() {
        return Stream.of(wrong, hazards, impatient).flatMap(List::stream).toList();
    }
}
