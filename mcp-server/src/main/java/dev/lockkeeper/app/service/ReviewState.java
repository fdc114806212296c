package dev.lockkeeper.app.service;

import dev.lockkeeper.gate.GateResult;

/** How far a review is. */
public sealed interface ReviewState {
    /** It waits; {@code ahead} reviews come first. */
    record Queued(int ahead) implements ReviewState {}

    /** It runs; {@code fraction} from 0 to 1, negative when unknown. */
    record Running(String stage, double fraction) implements ReviewState {}

    /** It has a verdict. */
    record Finished(GateResult result) implements ReviewState {}

    /** It has none and gets none: what went wrong, and what to do. Never a pass. */
    record Failed(String reason, String nextStep) implements ReviewState {}

    /** Whether it stays so. */
    default boolean ended() {
        return switch (this) {
            case Queued queued -> false;
            case Running running -> false;
            case Finished finished -> true;
            case Failed failed -> true;
        };
    }

    /** {@code queued}, {@code running}, {@code finished} or {@code failed}. */
    default String code() {
        return switch (this) {
            case Queued queued -> "queued";
            case Running running -> "running";
            case Finished finished -> "finished";
            case Failed failed -> "failed";
        };
    }
}
