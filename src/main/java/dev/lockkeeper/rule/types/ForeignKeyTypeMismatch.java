package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.TypeName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The referencing column holds other values than the key it points to. */
@AutoService(Rule.class)
public final class ForeignKeyTypeMismatch implements Rule {
    private static final List<String> INTEGERS = List.of("int2", "int4", "int8");
    private static final Map<String, String> SAME = Map.of(
            "bigserial", "int8",
            "serial8", "int8",
            "serial", "int4",
            "serial4", "int4",
            "smallserial", "int2",
            "serial2", "int2",
            "varchar", "text",
            "bpchar", "text");

    private record Key(QualifiedName table, ConstraintDefinition constraint, List<ColumnDefinition> ownColumns) {}

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis).flatMap(scene -> keys(scene).flatMap(key -> mismatch(scene, key).stream()));
    }

    private static Stream<Key> keys(Scene scene) {
        return switch (scene.at().statement().meaning()) {
            case RelationStatement.CreateTable create ->
                Stream.concat(
                                create.constraints().stream(),
                                create.columns().stream().flatMap(column -> column.constraints().stream()))
                        .map(constraint ->
                                new Key(scene.at().before().forNew(create.table()), constraint, create.columns()));
            case RelationStatement.AlterTable alter ->
                Alterations.constraints(scene.at())
                        .map(constraint -> new Key(
                                scene.at()
                                        .before()
                                        .table(alter.table())
                                        .map(Table::name)
                                        .orElse(alter.table()),
                                constraint,
                                Alterations.all(scene.at(), AlterAction.AddColumn.class)
                                        .map(AlterAction.AddColumn::column)
                                        .toList()));
            default -> Stream.<Key>empty();
        };
    }

    private static Optional<Hit> mismatch(Scene scene, Key key) {
        Optional<Table> parent = key.constraint()
                .references()
                .flatMap(name -> scene.at().before().table(name));
        if (key.constraint().kind() != ConstraintDefinition.Kind.FOREIGN_KEY || parent.isEmpty()) {
            return Optional.empty();
        }
        List<String> referenced = key.constraint().referencedColumns().isEmpty()
                ? parent.get().primaryKey().map(Constraint::columns).orElse(List.of())
                : key.constraint().referencedColumns();
        List<String> own = key.constraint().columns();
        for (int i = 0; i < Math.min(own.size(), referenced.size()); i++) {
            String column = own.get(i);
            Optional<TypeName> child = type(scene, key, column);
            Optional<TypeName> target = parent.get().column(referenced.get(i)).map(Column::type);
            if (child.isPresent() && target.isPresent() && !holds(same(child.get()), same(target.get()))) {
                return Optional.of(Hit.at(
                        scene.at(),
                        key.table().display() + "." + column + " is "
                                + child.get().sql() + ", but "
                                + parent.get().name().display() + "." + referenced.get(i) + " ("
                                + scene.size(parent.get().name()).display() + ") is "
                                + target.get().sql() + ": not every key can be referenced.",
                        "Give the column the type of the key it references."));
            }
        }
        return Optional.empty();
    }

    private static Optional<TypeName> type(Scene scene, Key key, String column) {
        return key.ownColumns().stream()
                .filter(own -> own.name().equals(column))
                .map(ColumnDefinition::type)
                .findFirst()
                .or(() -> scene.at()
                        .before()
                        .table(key.table())
                        .flatMap(table -> table.column(column))
                        .map(Column::type));
    }

    /** A wider integer holds every key, and both kinds have one family of index operators. */
    private static boolean holds(String child, String key) {
        return child.equals(key) || INTEGERS.contains(key) && INTEGERS.indexOf(child) > INTEGERS.indexOf(key);
    }

    private static String same(TypeName type) {
        return SAME.getOrDefault(type.name(), type.name());
    }
}
