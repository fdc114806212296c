package dev.lockkeeper.rule.data;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction.AlterType;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.TypeName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Some conversions never fail: they round, cut or drop a part of each value, and no change back restores it. */
@AutoService(Rule.class)
public final class TypeChangeLosesData implements Rule {
    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8");
    private static final Set<String> FRACTIONS = Set.of("numeric", "float4", "float8");
    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar");
    private static final Set<String> POINTS = Set.of("timestamp", "timestamptz");
    private static final Set<String> CUTTING =
            Set.of("left", "right", "substr", "substring", "round", "trunc", "floor", "ceil", "date_trunc");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> Alterations.all(scene.at(), AlterType.class).flatMap(alter -> hit(scene, alter)));
    }

    private static Stream<Hit> hit(Scene scene, AlterType alter) {
        return table(scene).filter(table -> scene.existing(table.name())).stream()
                .flatMap(table -> table.column(alter.column()).stream()
                        .flatMap(column -> lost(column, alter).stream())
                        .map(lost -> scene.hit(
                                table.name(),
                                lost + " in every value of " + table.name().display() + "." + alter.column()
                                        + " of " + scene.sized(table.name())
                                        + ", without an error, and the change back does not restore it: whether that"
                                        + " is meant only their owner knows.",
                                "Count the values that would change first; keep the old column until somebody has"
                                        + " looked at them.")));
    }

    private static Optional<Table> table(Scene scene) {
        return scene.at().statement().meaning() instanceof RelationStatement.AlterTable alter
                ? scene.at().before().table(alter.table())
                : Optional.empty();
    }

    private static Optional<String> lost(Column column, AlterType alter) {
        TypeName from = column.type();
        TypeName to = alter.type();
        Set<String> called = alter.using().map(Expression::functions).orElse(Set.of());
        if (from.array() || to.array()) {
            return Optional.empty();
        }
        if (called.stream().anyMatch(CUTTING::contains)) {
            return Optional.of("the USING expression cuts or rounds away a part");
        }
        if (alter.using().isPresent() && !castOnly(column.name(), alter.using().get())) {
            return Optional.empty();
        }
        boolean fraction = FRACTIONS.contains(from.name())
                && scale(from).orElse(1) > 0
                && (INTEGERS.contains(to.name())
                        || scale(to).orElse(Integer.MAX_VALUE) < scale(from).orElse(1_000));
        if (fraction) {
            return Optional.of("digits after the point are rounded away");
        }
        if (POINTS.contains(from.name()) && Set.of("date", "time").contains(to.name())) {
            return Optional.of("the " + (to.name().equals("date") ? "time of day" : "date") + " is dropped");
        }
        boolean cut = TEXTS.contains(from.name())
                && TEXTS.contains(to.name())
                && !to.modifiers().isEmpty()
                && alter.using().isPresent()
                && length(from) > length(to);
        return cut
                ? Optional.of("the explicit cast of USING cuts what is longer than "
                        + to.modifiers().getFirst() + " characters")
                : Optional.empty();
    }

    /** {@code column::type} or {@code CAST(column AS type)}: what any other expression loses is not read from it. */
    private static boolean castOnly(String column, Expression using) {
        String name = "\"?\\Q" + column + "\\E\"?";
        return using.sql().strip().matches("(?is)" + name + "(\\s*::.*)?|cast\\s*\\(\\s*" + name + "\\s+as\\s.*");
    }

    /** Digits after the point; not known of a numeric without precision, and of what is no numeric. */
    private static Optional<Integer> scale(TypeName type) {
        List<Integer> modifiers = type.modifiers();
        return type.name().equals("numeric") && !modifiers.isEmpty()
                ? Optional.of(modifiers.size() > 1 ? modifiers.get(1) : 0)
                : Optional.empty();
    }

    private static int length(TypeName type) {
        return type.modifiers().isEmpty() ? Integer.MAX_VALUE : type.modifiers().getFirst();
    }
}
