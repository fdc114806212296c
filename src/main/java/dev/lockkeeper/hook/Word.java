package dev.lockkeeper.hook;

/**
 * One word of a shell command with its quotes removed.
 *
 * @param text what is spelt out; each part that only the shell can fill in is one {@link #UNKNOWN}
 * @param wild whether the shell may turn it into other names: wildcards, braces or unknown parts
 */
record Word(String text, boolean wild) {
    /** Stands for a variable, a command's output, or a wildcard. */
    static final char UNKNOWN = '\uFFFC';

    static Word of(String text) {
        return new Word(text, false);
    }

    boolean unknown() {
        return text.indexOf(UNKNOWN) >= 0;
    }

    /** The part after the last slash. */
    String base() {
        return text.substring(text.lastIndexOf('/') + 1);
    }
}
