package dev.lockkeeper.checklist;

import java.util.List;

/** A list of questions that a migration is held to, as read from {@code checklists/*.yaml}. */
public record Checklist(String name, String title, List<Item> items) {
    public Checklist {
        items = List.copyOf(items);
    }

    /**
     * One question.
     *
     * @param evidence the name of the evidence that answers it, as {@link EvidenceSource} knows it
     */
    public record Item(String id, String question, String why, EvidenceSource evidence) {}
}
