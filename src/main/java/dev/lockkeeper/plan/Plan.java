package dev.lockkeeper.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * The safe way to the same schema and data: phases in order. {@code asWritten} means that the submitted bytes
 * are the one phase, unchanged. {@code additions} is the SQL of what the plan adds knowingly beyond the original
 * (the index of a foreign key). {@code notes} says what the reader must know about the plan as a whole.
 */
public record Plan(List<Phase> phases, boolean asWritten, List<String> additions, List<String> notes) {
    public Plan {
        additions = List.copyOf(additions);
        phases = List.copyOf(phases);
        notes = List.copyOf(notes);
        if (phases.isEmpty()) {
            throw new IllegalArgumentException("a plan has at least one phase");
        }
    }

    public Stream<Step> steps() {
        return phases.stream().flatMap(phase -> phase.steps().stream());
    }

    /** Numbers of the phases before the first irreversible one, in order. */
    public List<Phase> reversiblePrefix() {
        return phases.stream().takeWhile(phase -> !phase.irreversible()).toList();
    }
}
