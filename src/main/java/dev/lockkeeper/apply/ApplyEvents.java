package dev.lockkeeper.apply;

import java.util.Map;

/** Hears of everything a run does, in order: for the audit log and for whoever watches. */
@FunctionalInterface
public interface ApplyEvents {
    /** {@code what} is one of a few words (started, done, retry, …); {@code line} is for people; {@code details} for the log. */
    void happened(String what, String line, Map<String, String> details);

    /** A finished step was work on the rows of one table that says how long such work takes here. */
    default void measured(MeasuredWork work) {}
}
