package dev.lockkeeper.gate;

import dev.lockkeeper.approval.SignedStep;
import dev.lockkeeper.approval.SignedTable;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What the runner must know of a plan beyond its SQL, in signed form. */
final class SignedSteps {
    private SignedSteps() {}

    static List<SignedStep> of(Phase phase) {
        return phase.steps().stream()
                .map(step -> new SignedStep(
                        step.id(),
                        oneLine(step.title()),
                        step.statements().size(),
                        rollbackStatements(step, phase),
                        step.retry().attempts(),
                        step.rollback() instanceof Rollback.Irreversible lost
                                ? Optional.of(oneLine(lost.lost()))
                                : Optional.empty()))
                .toList();
    }

    /** A phase with a step that cannot be taken back has no rollback file. */
    private static int rollbackStatements(Step step, Phase phase) {
        return !phase.irreversible() && step.rollback() instanceof Rollback.Undo undo
                ? undo.statements().size()
                : 0;
    }

    /** The tables that production has and the plan locks, rewrites, scans or writes. */
    static List<SignedTable> tables(Plan plan, Production production) {
        TreeSet<QualifiedName> touched = new TreeSet<>();
        plan.steps().forEach(step -> {
            step.locks().forEach(lock -> touched.add(lock.relation()));
            step.all(Effect.WritesRows.class).forEach(writes -> touched.add(writes.table()));
            step.all(Effect.ScansTable.class).forEach(scans -> touched.add(scans.table()));
        });
        return touched.stream()
                .map(name -> name.inSchema("public"))
                .distinct()
                .filter(name -> production.context().tables().containsKey(name))
                .map(name -> {
                    TableSize size = production.context().size(name);
                    return new SignedTable(
                            name.sql(), size.rows().orElse(-1), size.bytes().orElse(-1));
                })
                .toList();
    }

    private static String oneLine(String words) {
        return words.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ").strip();
    }
}
