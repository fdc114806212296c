package dev.lockkeeper.rule;

import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import java.util.Optional;

/**
 * What a rule reports: the statement (none for the script as a whole), the relation whose size decides the
 * severity by the card's bands, and the two sentences people read. {@code severity} overrides the card.
 */
public record Hit(
        Optional<StatementEffects> at,
        Optional<QualifiedName> relation,
        Optional<Severity> severity,
        String message,
        String fix) {
    public static Hit at(StatementEffects at, QualifiedName relation, String message, String fix) {
        return new Hit(Optional.of(at), Optional.of(relation), Optional.empty(), message, fix);
    }

    public static Hit at(StatementEffects at, String message, String fix) {
        return new Hit(Optional.of(at), Optional.empty(), Optional.empty(), message, fix);
    }

    public static Hit script(String message, String fix) {
        return new Hit(Optional.empty(), Optional.empty(), Optional.empty(), message, fix);
    }

    public Hit as(Severity wanted) {
        return new Hit(at, relation, Optional.of(wanted), message, fix);
    }
}
