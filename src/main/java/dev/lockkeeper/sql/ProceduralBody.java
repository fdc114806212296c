package dev.lockkeeper.sql;

import java.util.List;
import java.util.Optional;

/**
 * The body of a function, procedure or DO block. Static SQL inside is typed like any statement; what could
 * not be analysed says why in {@code notAnalysed}, and is never taken for harmless.
 */
public record ProceduralBody(
        String language, String source, List<BodyStatement> statements, Optional<String> notAnalysed) {
    public ProceduralBody {
        statements = List.copyOf(statements);
    }

    /**
     * A statement of the body: file line (from 1), depth of enclosing loops, its text, its meaning; a condition, PERFORM or assignment
     * is a {@link DataStatement.Select}; COMMIT and ROLLBACK of a procedure are {@link SessionStatement.TransactionControl};
     * EXECUTE is {@link RoutineStatement.DynamicSql}.
     */
    public record BodyStatement(int line, int loopDepth, String sql, Statement meaning) {}
}
