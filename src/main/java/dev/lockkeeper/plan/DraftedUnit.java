package dev.lockkeeper.plan;

import java.util.List;

/** A change and the steps that its technique makes of it. */
record DraftedUnit(Unit unit, List<StepDraft> drafts) {
    DraftedUnit {
        drafts = List.copyOf(drafts);
    }
}
