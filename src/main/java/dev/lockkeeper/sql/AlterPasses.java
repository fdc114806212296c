package dev.lockkeeper.sql;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The order in which PostgreSQL runs the subcommands of one ALTER TABLE, whatever their order in the text: what drops
 * comes first, then new types, then new columns, then the rest (src/backend/commands/tablecmds.c, AlterTablePass).
 */
public final class AlterPasses {
    private static final int PASSES = 4;

    private AlterPasses() {}

    /** The same actions in passes that are not empty; inside a pass in the order of the text. */
    public static List<List<AlterAction>> of(List<AlterAction> actions) {
        return IntStream.range(0, PASSES)
                .mapToObj(pass ->
                        actions.stream().filter(action -> pass(action) == pass).toList())
                .filter(pass -> !pass.isEmpty())
                .toList();
    }

    private static int pass(AlterAction action) {
        return switch (action) {
            case AlterAction.DropColumn drop -> 0;
            case AlterAction.DropConstraint drop -> 0;
            case AlterAction.DropDefault drop -> 0;
            case AlterAction.DropNotNull drop -> 0;
            case AlterAction.DropExpression drop -> 0;
            case AlterAction.DropIdentity drop -> 0;
            case AlterAction.AlterType type -> 1;
            case AlterAction.AddColumn add -> 2;
            default -> PASSES - 1;
        };
    }
}
