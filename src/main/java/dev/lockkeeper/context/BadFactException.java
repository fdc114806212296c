package dev.lockkeeper.context;

/** A fact that cannot be true; {@code key} is its name in the context file, so that the reader can find its place. */
final class BadFactException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String key;

    BadFactException(String key, String message) {
        super(key + " " + message);
        this.key = key;
    }

    String key() {
        return key;
    }
}
