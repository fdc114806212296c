package dev.lockkeeper.sql.grammar;

/** The engine stopped in the middle: its instance is thrown away. */
final class GrammarTrap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GrammarTrap(String message) {
        super(message);
    }
}
