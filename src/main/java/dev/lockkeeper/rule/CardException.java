package dev.lockkeeper.rule;

/** A rule's card is missing or not written as a card; the message names the card and what to write. */
public final class CardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CardException(String message) {
        super(message);
    }

    public CardException(String message, Throwable cause) {
        super(message, cause);
    }
}
