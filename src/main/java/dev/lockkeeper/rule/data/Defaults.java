package dev.lockkeeper.rule.data;

import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The defaults that an ALTER TABLE gives to columns, and the constant a default is. */
final class Defaults {
    private Defaults() {}

    /** A column of an existing table and its new default; empty when the column is added without one. */
    record Given(QualifiedName table, String column, Optional<Expression> value, boolean added) {}

    static Stream<Given> in(Scene scene) {
        return table(scene).stream().flatMap(table -> given(scene.at(), table));
    }

    static Optional<QualifiedName> table(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                ? scene.at()
                        .before()
                        .table(alter.table())
                        .map(table -> table.name())
                        .filter(scene::existing)
                : Optional.empty();
    }

    private static Stream<Given> given(StatementEffects at, QualifiedName table) {
        Stream<Given> set = Alterations.all(at, AlterAction.SetDefault.class)
                .map(action -> new Given(table, action.column(), Optional.of(action.value()), false));
        Stream<Given> added = Alterations.all(at, AlterAction.AddColumn.class)
                .map(action -> new Given(
                        table,
                        action.column().name(),
                        action.column().defaultValue().filter(value -> !value.isNullLiteral()),
                        true));
        return Stream.concat(set, added);
    }

    /** The text of a string constant without quotes and casts, else the expression in one spelling. */
    static String constant(String sql) {
        String text = sql.strip();
        while (text.startsWith("(") && text.endsWith(")")) {
            text = text.substring(1, text.length() - 1).strip();
        }
        text = text.replaceFirst("(?s)::[\\w .\\[\\]\"()]+$", "").strip();
        return text.length() > 1 && text.startsWith("'") && text.endsWith("'")
                ? text.substring(1, text.length() - 1).replace("''", "'")
                : text.toLowerCase(Locale.ROOT);
    }
}
