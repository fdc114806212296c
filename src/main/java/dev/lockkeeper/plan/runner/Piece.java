package dev.lockkeeper.plan.runner;

import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Section;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.plan.TransactionMode;
import java.util.Locale;
import java.util.Optional;

/**
 * What goes into one file of a runner that has a transaction for each file.
 *
 * @param index from 1 within the whole plan, so that names stay when later phases are approved later
 * @param step what the file does, for its comments; for submitted text the first of its steps
 * @param section empty for text that is used as it was submitted
 * @param part from 1 where a step is spread over files
 */
record Piece(int index, int count, Phase phase, Step step, Optional<Section> section, Back back, int part) {

    String kind() {
        return phase.kind().name().toLowerCase(Locale.ROOT);
    }

    boolean asWritten() {
        return section.isEmpty();
    }

    /** Whether the way forward can and must stand in one transaction. */
    boolean transactional() {
        return section.map(each -> each.mode() == TransactionMode.TRANSACTION).orElse(true);
    }

    Piece counted(int newIndex, int newCount) {
        return new Piece(newIndex, newCount, phase, step, section, back, part);
    }
}
