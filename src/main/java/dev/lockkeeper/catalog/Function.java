package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ProceduralBody;
import java.util.Optional;

/** A function or procedure; overloads are told apart by their number of arguments. */
public record Function(
        QualifiedName name,
        boolean procedure,
        int argumentCount,
        String language,
        String volatility,
        Optional<ProceduralBody> body,
        String sql,
        Origin origin) {
    Function withName(QualifiedName newName) {
        return new Function(newName, procedure, argumentCount, language, volatility, body, sql, origin);
    }
}
