package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.Framework;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Migrations that may run one after the other. A runner applies everything it finds, so phases that wait for a deploy
 * of the application are another release, in another folder, until that deploy is out.
 *
 * @param after what must be so before, in words: a deploy, or the decision that nobody goes back
 */
public record Release(Framework framework, Optional<String> after, List<RunnerMigration> migrations) {
    private static final String WAITING = ".later";

    public Release {
        migrations = List.copyOf(migrations);
        if (migrations.isEmpty()) {
            throw new IllegalArgumentException("a release has at least one migration");
        }
    }

    /** Below the folder of the review. */
    public String folder() {
        return after.isEmpty()
                ? framework.displayName()
                : "later/" + migrations.getFirst().phase();
    }

    /** The approval lies beside the files, under the name of the first migration. */
    public String envelopeName(String ending) {
        return migrations.getFirst().name() + "." + ending;
    }

    /**
     * What is added to the names of files that wait, for runners that look into folders below their own: they must not
     * find them before somebody moves them.
     */
    public String waiting() {
        return after.isPresent() && scansFolders() ? WAITING : "";
    }

    private boolean scansFolders() {
        return switch (framework) {
            case FLYWAY, LIQUIBASE, RAILS -> true;
            case PLAIN, ALEMBIC, DJANGO, PRISMA, GOLANG_MIGRATE, DBMATE, GOOSE, SQITCH -> false;
        };
    }

    /** Lines that the user merges into a file of the runner's own, by name. */
    public Map<String, String> unsigned() {
        String lines = migrations.stream()
                .flatMap(migration -> migration.planLine().stream())
                .collect(Collectors.joining());
        return lines.isEmpty() ? Map.of() : Map.of(SqitchFiles.PLAN_LINES, lines);
    }

    /** How the files get to the runner, in words. */
    public String instruction() {
        String where = after.map(boundary -> "once this is so: " + boundary + " ")
                        .orElse("") + "move what is in " + folder() + "/ into the runner's folder";
        String named = waiting().isEmpty() ? where : where + " and take " + WAITING + " off the names";
        return unsigned().isEmpty()
                ? named + "."
                : named + "; add the lines of "
                        + String.join(
                                ", ", unsigned().keySet().stream().sorted().toList())
                        + " to the file it is named after.";
    }
}
