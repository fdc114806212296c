package dev.lockkeeper.rule;

import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** The parts of an {@code ALTER TABLE} that rules look for. */
public final class Alterations {
    private Alterations() {}

    public static <A extends AlterAction> Stream<A> all(StatementEffects at, Class<A> kind) {
        return at.statement().meaning() instanceof RelationStatement.AlterTable alter
                ? alter.actions().stream().filter(kind::isInstance).map(kind::cast)
                : Stream.empty();
    }

    public static boolean has(StatementEffects at, Class<? extends AlterAction> kind) {
        return all(at, kind).findAny().isPresent();
    }

    /** Constraints that an {@code ALTER TABLE} adds: by ADD CONSTRAINT, or inline with a new column. */
    public static Stream<ConstraintDefinition> constraints(StatementEffects at) {
        return Stream.concat(
                all(at, AlterAction.AddConstraint.class).map(AlterAction.AddConstraint::constraint),
                all(at, AlterAction.AddColumn.class).flatMap(add -> add.column().constraints().stream()));
    }
}
