package dev.lockkeeper.dryrun.explain;

/** What the server answered to EXPLAIN of a query. */
public sealed interface Explained {
    record Planned(PlanShape plan) implements Explained {}

    /** It does not plan: SQLSTATE and the server's message. */
    record Refused(String sqlState, String message) implements Explained {}

    /** One line for people. */
    default String display() {
        return switch (this) {
            case Planned planned -> planned.plan().display();
            case Refused refused -> "refused: " + refused.sqlState() + " " + refused.message();
        };
    }
}
