package dev.lockkeeper.plan.runner;

import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.Section;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.plan.StepComments;
import dev.lockkeeper.plan.Timeouts;
import dev.lockkeeper.plan.TransactionMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts a plan into files: a step each, because a runner commits by file. */
final class Pieces {
    private Pieces() {}

    /**
     * {@code lone}: a runner that sends a file as one string, so that a statement which must not stand in a
     * transaction needs a file to itself.
     */
    static List<Piece> of(Plan plan, boolean lone) {
        List<Piece> pieces = new ArrayList<>();
        for (Phase phase : plan.phases()) {
            if (plan.asWritten()) {
                pieces.add(
                        new Piece(0, 0, phase, phase.steps().getFirst(), Optional.empty(), wholeBack(phase, lone), 1));
                continue;
            }
            for (Step step : phase.steps()) {
                Section forward = Section.forward(step);
                Back back = back(phase, step);
                if (lone) {
                    pieces.addAll(lone(phase, step, forward, back));
                } else {
                    pieces.add(new Piece(0, 0, phase, step, Optional.of(forward), back, 1));
                }
            }
        }
        List<Piece> counted = new ArrayList<>();
        pieces.forEach(piece -> counted.add(piece.counted(counted.size() + 1, pieces.size())));
        return counted;
    }

    /** The way back of a submitted file: all of its steps, the last one first. */
    private static Back wholeBack(Phase phase, boolean lone) {
        List<Section> sections = new ArrayList<>();
        for (Step step : phase.steps().reversed()) {
            switch (back(phase, step)) {
                case Back.Undo undo -> sections.addAll(undo.sections());
                case Back.Never never -> {
                    return never;
                }
                case Back.Nothing nothing -> {}
            }
        }
        if (sections.isEmpty()) {
            return new Back.Nothing("no step of it leaves anything");
        }
        Back.Undo undo = new Back.Undo(sections);
        return lone && !undo.transactional() && statements(sections) > 1
                ? new Back.Never(
                        "its way back needs statements of their own: run rollback/" + phase.fileName() + " with psql")
                : undo;
    }

    private static int statements(List<Section> sections) {
        return sections.stream()
                .mapToInt(section -> section.statements().size())
                .sum();
    }

    private static Back back(Phase phase, Step step) {
        return switch (step.rollback()) {
            case Rollback.Irreversible lost ->
                new Back.Never("step " + step.id() + " cannot be taken back: " + StepComments.oneLine(lost.lost()));
            case Rollback.Undo undo when !phase.irreversible() -> new Back.Undo(List.of(Section.back(step, undo)));
            case Rollback.Nothing nothing
            when !phase.irreversible() -> new Back.Nothing(StepComments.oneLine(nothing.why()));
            case Rollback.Undo undo -> never(step);
            case Rollback.Nothing nothing -> never(step);
        };
    }

    private static Back never(Step step) {
        return new Back.Never("step " + step.id() + " stands in a phase that cannot be taken back");
    }

    /** A file for each statement outside of transactions; the statements of the way back go to the first files. */
    private static List<Piece> lone(Phase phase, Step step, Section forward, Back back) {
        List<Section> ups = apart(forward);
        List<Back> backs = new ArrayList<>();
        if (back instanceof Back.Undo undo) {
            undo.sections().stream()
                    .flatMap(section -> apart(section).stream())
                    .forEach(section -> backs.addFirst(new Back.Undo(List.of(section))));
        } else {
            ups.forEach(up -> backs.add(back));
        }
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < Math.max(ups.size(), backs.size()); i++) {
            pieces.add(new Piece(
                    0,
                    0,
                    phase,
                    step,
                    Optional.of(i < ups.size() ? ups.get(i) : NOTHING),
                    i < backs.size()
                            ? backs.get(i)
                            : new Back.Nothing("the files before it take step " + step.id() + " back"),
                    i + 1));
        }
        return pieces;
    }

    /** Holds a place for a part of the way back. */
    private static final Section NOTHING = new Section(List.of("SELECT 1"), TransactionMode.AUTOCOMMIT, Timeouts.NONE);

    private static List<Section> apart(Section section) {
        return section.mode() == TransactionMode.TRANSACTION
                ? List.of(section)
                : section.statements().stream()
                        .map(sql -> new Section(List.of(sql), section.mode(), section.timeouts()))
                        .toList();
    }
}
