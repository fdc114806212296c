package dev.lockkeeper.effect;

import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Transaction and session settings as the statements read so far leave them. Immutable: {@link #after} gives the
 * next state. {@code SET LOCAL} outside a transaction has no effect (PostgreSQL warns), and has none here.
 */
record SessionReplay(boolean wrapped, int number, boolean block, Settings session, Optional<Settings> local) {

    /** The three settings that decide effects; absent means that the script did not set it. */
    record Settings(OptionalLong lockTimeout, OptionalLong statementTimeout, String timeZone) {
        Settings with(String name, Optional<String> value, Settings fallback) {
            return switch (name) {
                case "lock_timeout" -> new Settings(duration(value, fallback.lockTimeout), statementTimeout, timeZone);
                case "statement_timeout" ->
                    new Settings(lockTimeout, duration(value, fallback.statementTimeout), timeZone);
                case "timezone" -> new Settings(lockTimeout, statementTimeout, value.orElse(fallback.timeZone));
                default -> this;
            };
        }

        private static OptionalLong duration(Optional<String> value, OptionalLong fallback) {
            return value.isEmpty()
                    ? OptionalLong.empty()
                    : SettingDuration.millis(value.get()).isPresent() ? SettingDuration.millis(value.get()) : fallback;
        }
    }

    static SessionReplay start(boolean wrapped, String timeZone) {
        Settings nothing = new Settings(OptionalLong.empty(), OptionalLong.empty(), timeZone);
        return new SessionReplay(wrapped, 1, wrapped, nothing, Optional.empty());
    }

    /** The runner commits and begins anew; settings of the session stay. */
    SessionReplay nextTransaction(boolean wrap) {
        return new SessionReplay(wrap, number + 1, wrap, session, Optional.empty());
    }

    TransactionState stateAt(Statement statement) {
        Settings now = local.orElse(session);
        boolean opening = statement instanceof SessionStatement.TransactionControl control
                && control.kind() == TransactionCommand.BEGIN;
        TransactionState.Kind kind = !block && !opening
                ? TransactionState.Kind.AUTOCOMMIT
                : wrapped && block ? TransactionState.Kind.WRAPPED : TransactionState.Kind.EXPLICIT;
        return new TransactionState(number, kind, now.lockTimeout(), now.statementTimeout(), now.timeZone());
    }

    SessionReplay after(Statement statement) {
        return switch (statement) {
            case SessionStatement.TransactionControl control -> control(control.kind());
            case SessionStatement.SetVariable set -> set(set);
            case SessionStatement.Discard discard ->
                start(wrapped, session.timeZone()).at(number, block);
            default -> block ? this : at(number + 1, false);
        };
    }

    private SessionReplay control(TransactionCommand kind) {
        return switch (kind) {
            case BEGIN -> block ? this : at(number, true);
            case COMMIT, ROLLBACK, PREPARE -> new SessionReplay(false, number + 1, false, session, Optional.empty());
            case SAVEPOINT, RELEASE, ROLLBACK_TO, COMMIT_PREPARED, ROLLBACK_PREPARED ->
                block ? this : at(number + 1, false);
        };
    }

    private SessionReplay set(SessionStatement.SetVariable set) {
        String name = set.name().toLowerCase(java.util.Locale.ROOT);
        if (set.local()) {
            return block
                    ? new SessionReplay(
                            wrapped,
                            number,
                            true,
                            session,
                            Optional.of(local.orElse(session).with(name, set.value(), session)))
                    : at(number + 1, false);
        }
        Settings changed = name.equals("all")
                ? new Settings(OptionalLong.empty(), OptionalLong.empty(), session.timeZone())
                : session.with(name, set.value(), session);
        Optional<Settings> changedLocal = local.map(current -> current.with(name, set.value(), session));
        return new SessionReplay(wrapped, block ? number : number + 1, block, changed, changedLocal);
    }

    private SessionReplay at(int newNumber, boolean inBlock) {
        return new SessionReplay(wrapped, newNumber, inBlock, session, inBlock ? local : Optional.empty());
    }
}
