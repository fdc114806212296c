package dev.lockkeeper.apply;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to run: the plan, and up to which phase. Without {@code through} a run ends before the first phase that needs a
 * deploy or cannot be taken back; with it, the caller says that what such phases wait for has happened. With
 * {@code outside} a reviewer permits it outside of the declared window.
 */
public record ApplyRequest(ApplyPlan plan, OptionalInt through, Optional<WindowPermission> outside) {
    public ApplyRequest(ApplyPlan plan, OptionalInt through) {
        this(plan, through, Optional.empty());
    }
}
