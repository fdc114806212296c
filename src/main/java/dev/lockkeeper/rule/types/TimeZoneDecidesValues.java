package dev.lockkeeper.rule.types;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.sql.AlterAction.AlterType;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.SessionStatement;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** timestamp and timestamptz convert by the time zone of whatever session runs the migration. */
@AutoService(Rule.class)
public final class TimeZoneDecidesValues implements Rule {
    private static final Set<String> TIMESTAMPS = Set.of("timestamp", "timestamptz");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .filter(scene -> !pinned(scene))
                .flatMap(scene ->
                        Alterations.all(scene.at(), AlterType.class).flatMap(alter -> hit(scene, alter).stream()));
    }

    /** The script itself has said which zone it means. */
    private static boolean pinned(Scene scene) {
        return scene.analysis().statements().stream()
                .filter(each ->
                        each.statement().number() < scene.at().statement().number())
                .anyMatch(each -> each.statement().meaning() instanceof SessionStatement.SetVariable set
                        && set.name().equalsIgnoreCase("timezone")
                        && set.value().isPresent());
    }

    private static Optional<Hit> hit(Scene scene, AlterType alter) {
        if (!(scene.at().statement().meaning() instanceof RelationStatement.AlterTable statement)) {
            return Optional.empty();
        }
        return scene.at().before().table(statement.table()).stream()
                .flatMap(table -> table.column(alter.column()).stream()
                        .filter(column -> between(column.type().name(), alter))
                        .map(column -> table.name()))
                .filter(scene::existing)
                .findFirst()
                .map(table -> hit(scene, alter, table));
    }

    private static boolean between(String from, AlterType alter) {
        String to = alter.type().name();
        return !from.equals(to)
                && TIMESTAMPS.contains(from)
                && TIMESTAMPS.contains(to)
                && alter.using()
                        .map(using -> using.functions().stream().noneMatch(called -> called.endsWith("timezone")))
                        .orElse(true);
    }

    private static Hit hit(Scene scene, AlterType alter, QualifiedName table) {
        return scene.hit(
                table,
                "every value of " + table.display() + "." + alter.column()
                        + " is converted by the TimeZone of the session that runs this, which the script leaves to"
                        + " chance (the context says "
                        + scene.at().transaction().timeZone()
                        + "): in another zone every value is off by hours, and nothing fails.",
                "Say which zone the values are in: USING " + alter.column()
                        + " AT TIME ZONE 'UTC', or SET TimeZone before it (under UTC nothing is rewritten from"
                        + " PostgreSQL 12 on).");
    }
}
