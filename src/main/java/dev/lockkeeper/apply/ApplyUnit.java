package dev.lockkeeper.apply;

import dev.lockkeeper.plan.TransactionMode;
import dev.lockkeeper.sql.ScriptStatement;
import java.util.List;

/**
 * What is executed as a whole: one transaction block of a signed file, or one statement outside of blocks.
 *
 * @param number from 1 within its file
 * @param steps the steps of the plan it belongs to, such as {@code 2.1}; a block of a submitted file may hold several
 * @param statements everything between BEGIN and COMMIT, settings included
 * @param begin the file's own BEGIN, or a plain one
 * @param settings session settings of the file that hold here
 * @param locksTimed whether the file sets lock_timeout for it
 * @param recovery how an interrupted execution outside of a transaction is taken up
 * @param digest SHA-256 in hex of all of its SQL: what was begun must be what goes on
 */
public record ApplyUnit(
        int number,
        List<String> steps,
        String title,
        TransactionMode mode,
        List<ScriptStatement> statements,
        String begin,
        List<String> settings,
        boolean locksTimed,
        int attempts,
        Recovery recovery,
        String digest) {
    public ApplyUnit {
        steps = List.copyOf(steps);
        statements = List.copyOf(statements);
        settings = List.copyOf(settings);
    }

    public String step() {
        return String.join("+", steps);
    }

    public String label() {
        return step() + " " + title;
    }
}
