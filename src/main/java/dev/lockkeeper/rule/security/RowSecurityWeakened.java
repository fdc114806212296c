package dev.lockkeeper.rule.security;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.rule.Alterations;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Scene;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.TieStatement;
import java.util.stream.Stream;

/** Rows that were hidden become visible, or all of them disappear. */
@AutoService(Rule.class)
public final class RowSecurityWeakened implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return Scene.of(analysis)
                .flatMap(scene -> switch (scene.at().statement().meaning()) {
                    case RelationStatement.AlterTable alter -> switched(scene, alter);
                    case TieStatement.Policy policy -> policy.open() ? opened(scene, policy) : Stream.<Hit>empty();
                    case ObjectStatement.Drop drop ->
                        drop.kind() == ObjectKind.POLICY ? dropped(scene, drop) : Stream.<Hit>empty();
                    default -> Stream.<Hit>empty();
                });
    }

    private static Stream<Hit> switched(Scene scene, RelationStatement.AlterTable alter) {
        QualifiedName table = resolved(scene, alter.table());
        return Alterations.all(scene.at(), AlterAction.SetRowSecurity.class)
                .filter(set -> scene.existing(table))
                .flatMap(set -> !set.enable()
                        ? Stream.of(scene.hit(
                                table,
                                set.force()
                                        ? "lets the owner of " + scene.sized(table) + " pass by its policies."
                                        : "switches row level security of " + scene.sized(table)
                                                + " off: every role with SELECT sees every row.",
                                "Keep it on; give the role that must see everything BYPASSRLS or a policy."))
                        : set.force() || hasPolicy(scene, table)
                                ? Stream.empty()
                                : Stream.of(scene.hit(
                                                table,
                                                "switches row level security of " + scene.sized(table)
                                                        + " on, and this migration makes no policy: without one every"
                                                        + " role but the owner sees no row.",
                                                "CREATE POLICY in the same transaction, before ENABLE.")
                                        .as(Severity.WARNING)));
    }

    private static Stream<Hit> opened(Scene scene, TieStatement.Policy policy) {
        QualifiedName table = resolved(scene, policy.table());
        return Stream.of(scene.hit(
                table,
                "the policy " + policy.name() + " holds for every row of " + table.display()
                        + ": with it row level security hides nothing.",
                "Say in USING and WITH CHECK whose rows they are; for a read-only list GRANT is enough."));
    }

    /** A policy that comes back in the same transaction is changed, not dropped. */
    private static Stream<Hit> dropped(Scene scene, ObjectStatement.Drop drop) {
        return drop.names().stream()
                .map(name -> QualifiedName.of(name.schema()))
                .map(table -> resolved(scene, table))
                .filter(scene::existing)
                .filter(table ->
                        scene.analysis().laterInTransaction(scene.at()).noneMatch(later -> makesPolicy(later, table)))
                .map(table -> scene.hit(
                        table,
                        "drops a policy of " + scene.sized(table)
                                + ": a restrictive one no longer hides its rows, the last permissive one hides them all.",
                        "Drop it and make the new one in one transaction."));
    }

    private static boolean hasPolicy(Scene scene, QualifiedName table) {
        return scene.analysis().statements().stream().anyMatch(at -> makesPolicy(at, table));
    }

    private static boolean makesPolicy(StatementEffects at, QualifiedName table) {
        return at.statement().meaning() instanceof TieStatement.Policy policy
                && policy.create()
                && at.before()
                        .table(policy.table())
                        .map(found -> found.name().equals(table))
                        .orElse(false);
    }

    private static QualifiedName resolved(Scene scene, QualifiedName table) {
        return scene.at().before().table(table).map(Table::name).orElseGet(() -> table.inSchema("public"));
    }
}
