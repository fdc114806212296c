package dev.lockkeeper.apply;

import java.time.Instant;
import java.util.Optional;

/**
 * A phase that was registered in the database: of which plan, its state ({@code pending}, {@code started}, {@code done},
 * {@code undoing}, {@code undone}), when it ended and how many of its steps are done. {@code complete} is false when
 * phases after {@code ofPhases} wait for a person's decision.
 */
public record PhaseStatus(
        String plan,
        int phase,
        String kind,
        Optional<String> deployBefore,
        Optional<String> lost,
        int ofPhases,
        boolean complete,
        String requester,
        String state,
        Optional<Instant> finishedAt,
        int stepsDone) {}
