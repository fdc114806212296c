package dev.lockkeeper.app.init;

/** A file that init leaves alone, because it is not its own and cannot be merged; the message says what to do by hand. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
        super(why, null, false, false);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
