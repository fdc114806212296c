package dev.lockkeeper.verdict;

import java.util.List;

/** What the gate says of the plan. Only {@link Approved} lets files out; {@link Unavailable} is never a pass. */
public sealed interface Verdict {

    /** Phases 1 to {@code throughPhase} of {@code phases} are signed; later ones wait for {@code open}. */
    record Approved(int throughPhase, int phases, List<String> reasons, List<Decision> open) implements Verdict {
        public Approved {
            reasons = List.copyOf(reasons);
            open = List.copyOf(open);
        }

        public boolean complete() {
            return throughPhase == phases;
        }
    }

    /** Nothing is signed before a person has answered. */
    record NeedsDecision(List<Decision> decisions) implements Verdict {
        public NeedsDecision {
            decisions = List.copyOf(decisions);
        }
    }

    /** No plan is possible, or something is unreadable, unmodelled or forbidden. */
    record Rejected(List<Reason> reasons) implements Verdict {
        public Rejected {
            reasons = List.copyOf(reasons);
        }
    }

    /** The gate could not do its work. */
    record Unavailable(String reason, String nextStep) implements Verdict {}

    /** One thing a person must decide: why, what may be answered, and how many reviewers. */
    record Decision(String question, String why, List<String> options, int reviewers) {
        public Decision {
            options = List.copyOf(options);
        }
    }

    /** Why not, and what to change. */
    record Reason(String what, String fix) {}

    /** {@code approved}, {@code needs_decision}, {@code rejected} or {@code unavailable}: the stable name in JSON. */
    default String code() {
        return switch (this) {
            case Approved a -> "approved";
            case NeedsDecision n -> "needs_decision";
            case Rejected r -> "rejected";
            case Unavailable u -> "unavailable";
        };
    }
}
