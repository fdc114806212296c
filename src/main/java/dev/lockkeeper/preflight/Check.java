package dev.lockkeeper.preflight;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;

/**
 * A step of a migration that rows can break, and how to ask whether there are such rows.
 *
 * @param migration the file it comes from
 * @param step the plan's step id, or {@code statement N} where there is no plan
 * @param sqlState what the step fails with; {@code message} is what the server says
 */
public record Check(
        String migration,
        String step,
        QualifiedName table,
        List<String> columns,
        String sqlState,
        String message,
        Question question) {
    public Check {
        columns = List.copyOf(columns);
    }

    /** Whether and how production can be asked. */
    public sealed interface Question {
        /** {@code query} returns one number, bounded. */
        record Count(String query) implements Question {}

        /** There is nothing to count yet: table or column come with the migration. */
        record NotYet(String why) implements Question {}

        /** No query can count it without the risk of a wrong answer. */
        record NotCountable(String why) implements Question {}
    }
}
