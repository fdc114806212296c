package dev.lockkeeper.apply;

import java.util.List;
import java.util.Optional;

/**
 * One signed phase: the units of its file and of its rollback file in the order they run, and the schema before and
 * after. {@code lost} says what cannot come back once it ran; such a phase has no rollback.
 */
public record ApplyPhase(
        int number,
        String kind,
        String schemaBefore,
        String schemaAfter,
        Optional<String> deployBefore,
        Optional<String> lost,
        List<ApplyUnit> up,
        List<ApplyUnit> down) {
    public ApplyPhase {
        up = List.copyOf(up);
        down = List.copyOf(down);
    }

    public String label() {
        return "phase " + number + " (" + kind + ")";
    }

    /** Why a run stops before it unless told to go on; empty when it needs nothing from outside. */
    public Optional<String> boundary() {
        return deployBefore
                .map(deploy -> "the application must have deployed: " + deploy)
                .or(() -> lost.map(what -> "it cannot be taken back: " + what));
    }
}
