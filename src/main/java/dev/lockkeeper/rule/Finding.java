package dev.lockkeeper.rule;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.Position;
import dev.lockkeeper.sql.Span;
import java.util.Optional;

/**
 * What a rule found at one statement.
 *
 * @param code the rule's code
 * @param statement the number of the statement in the script, from 1; 0 for the script as a whole
 * @param relation the relation it is about
 * @param message what happens, to which object of which size, who waits and for how long
 * @param fix what to do instead, in one sentence
 * @param asks whether it is a question that only a person can answer: the phase waits for the answer
 */
public record Finding(
        String code,
        Severity severity,
        int statement,
        Span span,
        Position position,
        Optional<QualifiedName> relation,
        String message,
        String fix,
        boolean asks) {}
