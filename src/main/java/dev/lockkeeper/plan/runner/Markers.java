package dev.lockkeeper.plan.runner;

import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.Step;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Text inside of statements that a runner would take for its own: nothing of a plan may be cut, dropped or replaced. */
final class Markers {
    /** Between the statements of a file that is taken apart by us. */
    static final String BETWEEN = "-- end of statement";
    /** Between the statements of a changeset. */
    static final String DELIMITER = "--end-of-statement";

    private Markers() {}

    static Optional<String> problem(Framework framework, Plan plan) {
        Pattern own = pattern(framework);
        return plan.steps()
                .flatMap(Markers::statements)
                .map(own::matcher)
                .filter(Matcher::find)
                .findFirst()
                .map(
                        found -> "a statement holds \"" + found.group().strip() + "\", which "
                                + framework.displayName()
                                + " reads as its own; write it another way, or review with --framework plain and run the plan with lockkeeper apply");
    }

    private static Stream<String> statements(Step step) {
        return Stream.concat(
                step.statements().stream(),
                step.rollback() instanceof Rollback.Undo undo ? undo.statements().stream() : Stream.empty());
    }

    private static Pattern pattern(Framework framework) {
        return Pattern.compile(
                switch (framework) {
                    case LIQUIBASE ->
                        "(?mi)^\\s*(?:--|/\\*|//)\\s*(?:liquibase|changeset|rollback|comment|property|pre-?conditions?|labels?|contexts?|ignore|include|(?:alternate)?valid)\\w*|"
                                + DELIMITER + "|\\$\\{[^}]*\\}?";
                    case DBMATE -> "(?mi)^\\s*--\\s*migrate:\\w*";
                    case GOOSE -> "(?mi)^\\s*--\\s*\\+goose\\b.*";
                    case RAILS, DJANGO, ALEMBIC -> "(?m)^" + BETWEEN + "$";
                    case PLAIN, FLYWAY, PRISMA, GOLANG_MIGRATE, SQITCH -> "(?!)";
                });
    }
}
