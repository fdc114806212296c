package dev.lockkeeper.rule.index;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** IF NOT EXISTS looks at the name alone: the INVALID index of a build that failed counts as existing. */
@AutoService(Rule.class)
public final class IfNotExistsHidesInvalidIndex implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis).flatMap(scene -> hit(scene).stream());
    }

    private static Optional<Hit> hit(Scene scene) {
        if (!(scene.at().statement().meaning() instanceof RelationStatement.CreateIndex create)
                || !create.ifNotExists()
                || create.name().isEmpty()) {
            return Optional.empty();
        }
        String name = create.name().get();
        return scene.at()
                .before()
                .table(create.table())
                .map(Table::name)
                .filter(scene::existing)
                .flatMap(table -> hit(scene, create, table, table.sibling(name)));
    }

    private static Optional<Hit> hit(
            Scene scene, RelationStatement.CreateIndex create, QualifiedName table, QualifiedName name) {
        if (invalid(scene, name)) {
            return Optional.of(scene.hit(
                    table,
                    "index " + name.display() + " is there and INVALID, and IF NOT EXISTS looks at the name alone: the"
                            + " statement succeeds and builds nothing, every write of " + scene.sized(table)
                            + " pays for the index, and no query uses it.",
                    "DROP INDEX CONCURRENTLY " + name.display()
                            + " first (or REINDEX INDEX CONCURRENTLY it, from PostgreSQL 12 on)."));
        }
        boolean fresh = scene.at().before().index(name).isEmpty();
        return create.concurrently() && fresh
                ? Optional.of(scene.hit(
                                table,
                                "when this build of " + scene.sized(table)
                                        + " fails it leaves an INVALID index, and running the file again then succeeds"
                                        + " without building it: IF NOT EXISTS looks at the name alone.",
                                "Leave IF NOT EXISTS out and put DROP INDEX CONCURRENTLY IF EXISTS before it, or check"
                                        + " pg_index.indisvalid afterwards.")
                        .as(Severity.NOTE))
                : Optional.empty();
    }

    private static boolean invalid(Scene scene, QualifiedName name) {
        boolean listed = scene.analysis().context().server().invalidIndexes().stream()
                .anyMatch(index -> index.inSchema("public").equals(name));
        Optional<Index> known = scene.at().before().index(name);
        return known.map(index -> !index.valid() || listed).orElse(listed) && !dropped(scene, name);
    }

    /** An earlier statement of the script has removed what the context still lists. */
    private static boolean dropped(Scene scene, QualifiedName name) {
        return scene.analysis().statements().stream()
                .filter(each ->
                        each.statement().number() < scene.at().statement().number())
                .anyMatch(each -> each.statement().meaning() instanceof ObjectStatement.Drop drop
                        && drop.names().stream()
                                .anyMatch(gone -> gone.inSchema(name.schema()).equals(name)));
    }
}
