package dev.lockkeeper.sql;

import java.util.Optional;

/** Statements about the transaction and the session. */
public sealed interface SessionStatement extends Statement {

    /** {@code SET}, {@code RESET} and {@code SELECT set_config(…)}; {@code value} is empty for RESET and DEFAULT. */
    record SetVariable(String name, Optional<String> value, boolean local) implements SessionStatement {}

    /** {@code BEGIN}, {@code COMMIT}, {@code ROLLBACK}, savepoints and two-phase commit. */
    record TransactionControl(TransactionCommand kind, Optional<String> name) implements SessionStatement {}

    record SetConstraints(boolean deferred) implements SessionStatement {}

    record Discard(String what) implements SessionStatement {}

    /** Cursor, prepared statement, LISTEN/NOTIFY, EXPLAIN, SHOW, CHECKPOINT …: no lasting change to schema or data. */
    record Utility(String command) implements SessionStatement {}
}
