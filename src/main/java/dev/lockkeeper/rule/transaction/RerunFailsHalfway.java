package dev.lockkeeper.rule.transaction;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.LockWait;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TypeStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** A file that commits as it goes and stops half-way cannot be run again from the top: its first half is there. */
@AutoService(Rule.class)
public final class RerunFailsHalfway implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> mayStop(scene).stream().flatMap(why -> hit(scene, why).stream()))
                .limit(1);
    }

    private static Optional<Hit> hit(Scene scene, String why) {
        return scene.analysis().statements().stream()
                .filter(each ->
                        each.transaction().number() < scene.at().transaction().number())
                .filter(each -> repeated(each.statement().meaning()).isPresent())
                .findFirst()
                .map(done -> Hit.at(
                        scene.at(),
                        "may stop here (" + why + ") when statement "
                                + done.statement().number()
                                + " has committed, and the file cannot be run again from the top: that statement then "
                                + repeated(done.statement().meaning()).orElse("fails") + ".",
                        "One change a file, or IF NOT EXISTS and IF EXISTS where they check what you mean; else resume"
                                + " below the statement that committed."));
    }

    private static Optional<String> mayStop(Scene scene) {
        Optional<String> data = scene.at()
                .all(Effect.FailsOnData.class)
                .filter(fails -> scene.existing(fails.table()))
                .map(fails -> fails.sqlState() + " if the data are not as it needs them")
                .findFirst();
        boolean waits =
                scene.at().all(Effect.WaitsForOlderTransactions.class).anyMatch(each -> scene.existing(each.table()));
        boolean lock = LockWait.of(scene.at().transaction()).bounded()
                && !scene.blocking().isEmpty();
        return data.or(() -> waits ? Optional.of("cancelled while it waits for older transactions") : Optional.empty())
                .or(() -> lock ? Optional.of("55P03 after its lock_timeout") : Optional.empty());
    }

    /** What a statement that has been run already does when it is run again; empty when it does no harm. */
    private static Optional<String> repeated(Statement statement) {
        return switch (statement) {
            case RelationStatement.CreateTable create when !create.ifNotExists() -> fails("42P07");
            case RelationStatement.CreateIndex create
            when create.name().isEmpty() -> Optional.of("builds the same index again under another name");
            case RelationStatement.CreateIndex create when !create.ifNotExists() -> fails("42P07");
            case RelationStatement.CreateView create when !create.orReplace() -> fails("42P07");
            case RelationStatement.CreateSequence create when !create.ifNotExists() -> fails("42P07");
            case TypeStatement.CreateEnum create -> fails("42710");
            case ObjectStatement.CreateSchema create when !create.ifNotExists() -> fails("42P06");
            case RoutineStatement.CreateFunction create when !create.orReplace() -> fails("42723");
            case RoutineStatement.CreateTrigger create when !create.orReplace() -> fails("42710");
            case ObjectStatement.Rename rename when !rename.ifExists() -> fails("42P01 or 42703");
            case ObjectStatement.Drop drop when !drop.ifExists() -> fails("42P01 or 42704");
            case DataStatement.Insert insert -> Optional.of("inserts its rows again, or fails with 23505");
            case RelationStatement.AlterTable alter ->
                alter.actions().stream()
                        .flatMap(action -> repeated(action).stream())
                        .findFirst();
            default -> Optional.empty();
        };
    }

    private static Optional<String> repeated(AlterAction action) {
        return switch (action) {
            case AlterAction.AddColumn add when !add.ifNotExists() -> fails("42701");
            case AlterAction.AddConstraint add when add.constraint().name().isPresent() -> fails("42710");
            case AlterAction.DropColumn drop when !drop.ifExists() -> fails("42703");
            case AlterAction.DropConstraint drop when !drop.ifExists() -> fails("42704");
            default -> Optional.empty();
        };
    }

    private static Optional<String> fails(String sqlState) {
        return Optional.of("fails with " + sqlState);
    }
}
