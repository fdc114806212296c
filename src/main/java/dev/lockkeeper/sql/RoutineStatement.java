package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;

/** Statements that make or run code: functions, procedures, triggers, bodies. */
public sealed interface RoutineStatement extends Statement {

    /**
     * {@code arguments} are the types of what goes in, {@code lenient} when some may be left out or repeated;
     * {@code volatility} is {@code volatile} when not written; {@code body} is empty for C and internal functions.
     */
    record CreateFunction(
            QualifiedName function,
            boolean procedure,
            boolean orReplace,
            List<TypeName> arguments,
            boolean lenient,
            String language,
            String volatility,
            boolean securityDefiner,
            boolean setsSearchPath,
            boolean returnsTrigger,
            Optional<ProceduralBody> body)
            implements RoutineStatement {
        public CreateFunction {
            arguments = List.copyOf(arguments);
        }
    }

    record AlterFunction(QualifiedName function, String change) implements RoutineStatement {}

    /** {@code from} is the other table of a constraint trigger; {@code cloned} when every partition gets it too. */
    record CreateTrigger(
            String name,
            QualifiedName table,
            QualifiedName function,
            boolean orReplace,
            boolean constraint,
            boolean cloned,
            Optional<QualifiedName> from)
            implements RoutineStatement {}

    record EventTrigger(String name) implements RoutineStatement {}

    record Do(ProceduralBody body) implements RoutineStatement {}

    record Call(QualifiedName procedure) implements RoutineStatement {}

    /** {@code EXECUTE} of a text inside a body; {@code constant} holds the statement when the text is a literal. */
    record DynamicSql(String expression, Optional<Statement> constant) implements RoutineStatement {}

    /** {@code LOAD}: code of the server's file system is run. */
    record Load(String library) implements RoutineStatement {}
}
