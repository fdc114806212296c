package dev.lockkeeper.checklist;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A list of questions that a migration is held to, as read from {@code checklists/*.yaml}; each id stands once. */
public record Checklist(String name, String title, List<Item> items) {
    public Checklist {
        Objects.requireNonNull(name, "name is missing");
        Objects.requireNonNull(title, "title is missing");
        items = List.copyOf(Objects.requireNonNull(items, "items is missing"));
        Set<String> ids = new HashSet<>();
        for (Item item : items) {
            if (!ids.add(item.id())) {
                throw new IllegalArgumentException("the item " + item.id() + " stands twice");
            }
        }
    }

    /** This list with another one over it: its items replace those of the same id, in place; the others follow. */
    public Checklist with(Checklist over) {
        List<Item> merged = new ArrayList<>();
        for (Item item : items) {
            merged.add(over.item(item.id()).orElse(item));
        }
        over.items().stream().filter(item -> item(item.id()).isEmpty()).forEach(merged::add);
        return new Checklist(name + " + " + over.name(), title, merged);
    }

    /** The item with this id. */
    public Optional<Item> item(String id) {
        return items.stream().filter(item -> item.id().equals(id)).findFirst();
    }

    /**
     * One question.
     *
     * @param evidence the name of the evidence that answers it, as {@link EvidenceSource} knows it
     * @param answeredBy whose answer counts where {@code evidence} is an answer: a reviewer's, unless it says anyone's
     */
    public record Item(
            String id, String question, String why, EvidenceSource evidence, Optional<AnsweredBy> answeredBy) {
        public Item {
            Objects.requireNonNull(id, "an item has no id");
            Objects.requireNonNull(question, "the item " + id + " has no question");
            Objects.requireNonNull(why, "the item " + id + " has no why");
            Objects.requireNonNull(evidence, "the item " + id + " does not say its evidence");
            if (answeredBy.isPresent() && evidence != EvidenceSource.ANSWER) {
                throw new IllegalArgumentException("the item " + id + " is answered by evidence, not by anybody");
            }
        }

        /** Whether an answer with a source is enough, whoever gives it. */
        public boolean anyone() {
            return answeredBy.filter(by -> by == AnsweredBy.ANYONE).isPresent();
        }
    }

    /** Whose answer counts: anybody's who names a source (an agent's too), or only a reviewer's, who signs it. */
    public enum AnsweredBy {
        ANYONE,
        REVIEWER
    }
}
