package dev.lockkeeper.sql.grammar;

/** PostgreSQL's {@code longjmp}: how the C code leaves on an error. Carries nothing; the C side keeps the message. */
final class LongJump extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LongJump() {
        super(null, null, false, false);
    }
}
