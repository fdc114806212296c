package dev.lockkeeper.plan;

/** The timeouts a step runs under, in milliseconds; 0 is PostgreSQL's "no limit". */
public record Timeouts(long lockMillis, long statementMillis) {
    public static final Timeouts NONE = new Timeouts(0, 0);

    public Timeouts {
        if (lockMillis < 0 || statementMillis < 0) {
            throw new IllegalArgumentException("a timeout cannot be negative");
        }
    }
}
