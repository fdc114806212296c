package dev.lockkeeper.plan;

/** An error of ours while planning; the gate turns it into Unavailable, never into a pass. */
public final class PlanningException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PlanningException(String message) {
        super(message);
    }
}
