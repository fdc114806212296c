package dev.lockkeeper.context.snapshot;

/** A password that no message, log or record can print by accident. */
public final class Password {
    private final String text;

    public Password(String text) {
        this.text = text;
    }

    String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "(password)";
    }
}
