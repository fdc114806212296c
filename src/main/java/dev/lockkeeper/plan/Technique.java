package dev.lockkeeper.plan;

import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import java.util.List;
import java.util.Optional;

/**
 * One online technique: turns a single hazardous statement (an {@code ALTER TABLE} arrives with one action) into
 * steps that do the same without blocking. Found with the ServiceLoader; the first that answers wins, by
 * {@link #order()}.
 */
public interface Technique {
    /** Empty when the technique does not apply. */
    Optional<List<StepDraft>> apply(StatementEffects at, Analysis analysis, Reanalysis tools);

    /** Smaller is asked first; specific techniques stand before general ones. */
    default int order() {
        return 100;
    }
}
