package dev.lockkeeper.checklist;

/**
 * What somebody answers to an item of a checklist.
 *
 * @param id of the item
 * @param source where the answer comes from: a document, a person, a measurement
 * @param by who gives it: an agent, a user
 */
public record GivenAnswer(String id, String answer, String source, String by) {
    public GivenAnswer {
        if (id.isBlank() || answer.isBlank() || source.isBlank()) {
            throw new IllegalArgumentException("an answer needs id, answer and source, none of them empty");
        }
    }
}
