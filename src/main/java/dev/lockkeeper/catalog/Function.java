package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ProceduralBody;
import dev.lockkeeper.sql.TypeName;
import java.util.List;
import java.util.Optional;

/** A function or procedure; overloads are told apart by the types of their arguments, of which some may be optional. */
public record Function(
        QualifiedName name,
        boolean procedure,
        List<TypeName> arguments,
        boolean lenient,
        String language,
        String volatility,
        Optional<ProceduralBody> body,
        String sql,
        Origin origin) {
    public Function {
        arguments = List.copyOf(arguments);
    }

    /** Whether CREATE OR REPLACE with these arguments replaces it. */
    public boolean takes(List<TypeName> others) {
        return arguments.stream()
                .map(Function::identity)
                .toList()
                .equals(others.stream().map(Function::identity).toList());
    }

    private static String identity(TypeName type) {
        return type.schema() + '.' + type.name() + (type.array() ? "[]" : "");
    }

    Function withName(QualifiedName newName) {
        return new Function(newName, procedure, arguments, lenient, language, volatility, body, sql, origin);
    }
}
