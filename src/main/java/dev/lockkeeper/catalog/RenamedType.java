package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.TypeName;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Columns, attributes and domains follow a type that gets another name or schema: PostgreSQL knows it by its number.
 * The row type of a table is such a type too.
 */
record RenamedType(Catalog before, QualifiedName from, QualifiedName to) {

    Table in(Table table) {
        return table.columns().stream().anyMatch(column -> means(column.type()))
                ? table.withColumns(table.columns().stream().map(this::in).toList())
                : table;
    }

    UserType in(UserType type) {
        return new UserType(
                type.name(),
                type.kind(),
                type.labels(),
                type.baseType().map(this::in),
                type.constrained(),
                type.attributes().stream().map(this::in).toList(),
                type.origin());
    }

    private Column in(Column column) {
        return means(column.type()) ? column.withType(in(column.type()), column.collation()) : column;
    }

    private boolean means(TypeName type) {
        return type.name().equals(from.name())
                && (type.schema().isEmpty()
                        ? before.resolve(QualifiedName.of(type.name())).equals(Optional.of(from))
                        : type.schema().equals(from.schema()));
    }

    /** The schema is left out as it was, unless the type is not found without it any more. */
    private TypeName in(TypeName type) {
        if (!means(type)) {
            return type;
        }
        QualifiedName name =
                type.schema().isEmpty() && to.schema().equals(from.schema()) ? QualifiedName.of(to.name()) : to;
        String modifiers = type.modifiers().isEmpty()
                ? ""
                : type.modifiers().stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
        return new TypeName(
                name.sql() + modifiers + "[]".repeat(type.dimensions()),
                name.schema(),
                name.name(),
                type.modifiers(),
                type.dimensions());
    }
}
