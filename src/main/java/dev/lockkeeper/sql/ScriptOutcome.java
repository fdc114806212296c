package dev.lockkeeper.sql;

/** What reading a migration gives: the script, or the one place where it stops being PostgreSQL. */
public sealed interface ScriptOutcome {
    record Read(Script script) implements ScriptOutcome {}

    /**
     * The text is not PostgreSQL: {@code message} is the server's own wording or ours, {@code excerpt} the line
     * with a caret below, {@code nextStep} what to do (names psql meta-commands, templates, other dialects).
     */
    record Unreadable(String name, Position position, String message, String excerpt, String nextStep)
            implements ScriptOutcome {}
}
