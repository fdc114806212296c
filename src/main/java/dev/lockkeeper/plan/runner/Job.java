package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.StepComments;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptStatement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is to be written for a runner, and how it is to be called. */
record Job(
        Framework framework,
        String reviewId,
        String migration,
        Plan plan,
        Script script,
        MigrationName name,
        Optional<String> after,
        String requester,
        Instant now) {

    /** The text as it was submitted. */
    String original() {
        return script.text();
    }

    /** Its statements, for runners that take them one by one. */
    List<String> originalStatements() {
        return script.statements().stream().map(ScriptStatement::sql).toList();
    }

    Phase phase(int number) {
        return plan.phases().get(number - 1);
    }

    /** Comments that begin a file of generated SQL. */
    String head(Piece piece, String... more) {
        StringBuilder text = new StringBuilder("-- Lockkeeper review " + StepComments.oneLine(reviewId) + ": "
                + StepComments.oneLine(migration) + ", phase " + piece.phase().number() + " of "
                + plan.phases().size() + " (" + piece.kind() + "), file " + piece.index() + " of " + piece.count()
                + " for " + framework.displayName() + "\n-- The application must have deployed before: "
                + StepComments.oneLine(piece.phase().deployBefore().orElse("nothing.")) + "\n");
        for (String line : more) {
            text.append("-- ").append(line).append('\n');
        }
        return text.append(
                        piece.part() == 1
                                ? StepComments.of(piece.step())
                                : "-- Step " + piece.step().id() + ", part " + piece.part() + "\n")
                .toString();
    }

    static String lines(List<String> statements) {
        StringBuilder text = new StringBuilder();
        statements.forEach(statement -> text.append(statement).append(";\n"));
        return text.toString();
    }
}
