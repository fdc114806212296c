package dev.lockkeeper.dryrun;

import java.util.List;
import java.util.Optional;

/** One pass over a list of statements; stops at the first failure. */
public record Run(List<StatementRun> statements, Optional<SqlFailure> failure) {
    public Run {
        statements = List.copyOf(statements);
    }

    public boolean succeeded() {
        return failure.isEmpty();
    }

    /** Locks that were observed and not predicted: errors of ours. */
    public List<String> unpredicted() {
        return statements.stream().flatMap(run -> run.unpredicted().stream()).toList();
    }
}
