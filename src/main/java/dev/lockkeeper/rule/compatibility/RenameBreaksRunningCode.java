package dev.lockkeeper.rule.compatibility;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.Usage;
import dev.lockkeeper.effect.UsageEvidence;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TypeStatement;
import java.util.stream.Stream;

/** The old name is gone the moment the rename commits, and code that says it is still running. */
@AutoService(Rule.class)
public final class RenameBreaksRunningCode implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> renames(scene.at().statement().meaning()))
                .flatMap(scene -> scene
                        .at()
                        .first(Effect.BreaksRunningCode.class)
                        .filter(breaks -> scene.existing(breaks.relation())
                                && !newColumn(scene, breaks)
                                && !bridged(scene, breaks)
                                && !swapped(scene, breaks))
                        .map(breaks -> scene.hit(
                                breaks.relation(),
                                object(breaks) + " is renamed under running code: " + breaks.why() + "."
                                        + users(scene, breaks),
                                "Keep both names for a time: a new column kept in step by a trigger, or a view that has"
                                        + " the old name, made in the same transaction."))
                        .stream());
    }

    private static boolean renames(Statement statement) {
        return statement instanceof ObjectStatement.Rename
                || statement instanceof ObjectStatement.SetSchema
                || statement instanceof TypeStatement.AlterEnum
                || statement instanceof TypeStatement.RenameAttribute;
    }

    /** A view with the old name that commits together with the rename keeps old code alive. */
    private static boolean bridged(Scene scene, Effect.BreaksRunningCode breaks) {
        return scene.analysis()
                .laterInTransaction(scene.at())
                .anyMatch(later -> later.statement().meaning() instanceof RelationStatement.CreateView create
                        && later.before().forNew(create.view()).equals(breaks.relation()));
    }

    /** No running code knows a column of this migration. */
    private static boolean newColumn(Scene scene, Effect.BreaksRunningCode breaks) {
        return breaks.column()
                .flatMap(name -> scene.at().before().table(breaks.relation()).flatMap(table -> table.column(name)))
                .map(column -> column.origin() == Origin.CREATED)
                .orElse(false);
    }

    /** Another column takes the old name before anybody sees that it was gone. */
    private static boolean swapped(Scene scene, Effect.BreaksRunningCode breaks) {
        return breaks.column()
                .map(name -> scene.analysis()
                        .laterInTransaction(scene.at())
                        .anyMatch(later -> later.statement().meaning() instanceof ObjectStatement.Rename rename
                                && rename.newName().equals(name)
                                && later.all(Effect.BreaksRunningCode.class)
                                        .anyMatch(other -> other.column().isPresent()
                                                && other.relation().equals(breaks.relation()))))
                .orElse(false);
    }

    private static String users(Scene scene, Effect.BreaksRunningCode breaks) {
        Usage usage = new UsageEvidence(scene.analysis().context(), scene.at().before())
                .of(breaks.relation(), breaks.column());
        return usage.known() ? " It is used by " + usage.display() + "." : "";
    }

    private static String object(Effect.BreaksRunningCode breaks) {
        return breaks.relation().display()
                + breaks.column().map(column -> "." + column).orElse("");
    }
}
