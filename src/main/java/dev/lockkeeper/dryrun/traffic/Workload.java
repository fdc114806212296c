package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.dryrun.traffic.AppStatement.Kind;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The statements of an application in their shares.
 *
 * @param notReplayed what could not become part of it, with the reason
 */
record Workload(Offered offered, List<AppStatement> statements, List<String> notReplayed) {
    Workload {
        statements = List.copyOf(statements);
        notReplayed = List.copyOf(notReplayed);
    }

    List<AppStatement> of(Kind kind) {
        return statements.stream().filter(statement -> statement.kind() == kind).toList();
    }

    double perSecond(Kind kind) {
        return switch (kind) {
            case READ -> offered.readsPerSecond();
            case WRITE -> offered.writesPerSecond();
        };
    }

    /** Draws by weight. */
    static AppStatement draw(List<AppStatement> from, RandomGenerator random) {
        double at = random.nextDouble()
                * from.stream().mapToDouble(AppStatement::weight).sum();
        for (AppStatement statement : from) {
            at -= statement.weight();
            if (at < 0) {
                return statement;
            }
        }
        return from.getLast();
    }
}
