package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.View;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From a statement and what it meets to its effects. Nothing is guessed: a form whose locks were not measured
 * is {@link Effect.Unmodelled}, and cannot be approved.
 */
final class EffectModel {
    private EffectModel() {}

    static List<Effect> of(Statement statement, Situation at) {
        return of(statement, at, 0);
    }

    static List<Effect> of(Statement statement, Situation at, int depth) {
        return switch (statement) {
            case Statement.CreateTable create -> TableEffects.create(create, at);
            case Statement.CreateTableAs create -> readInto(create, at);
            case Statement.AlterTable alter -> alter(alter, at);
            case Statement.Rename rename -> rename(rename, at);
            case Statement.SetSchema set -> relationOnly(set.kind(), set.object(), at, "SET SCHEMA", true);
            case Statement.SetOwner set -> relationOnly(set.kind(), set.object(), at, "OWNER TO", false);
            case Statement.Drop drop -> drop(drop, at);
            case Statement.Truncate truncate -> TableEffects.truncate(truncate, at);
            case Statement.CreateIndex create -> IndexEffects.create(create, at);
            case Statement.Reindex reindex -> IndexEffects.reindex(reindex, at);
            case Statement.Cluster cluster -> cluster(cluster, at);
            case Statement.CreateView create -> createView(create, at);
            case Statement.RefreshMaterializedView refresh -> refresh(refresh, at);
            case Statement.AlterSequence alter ->
                List.of(new Effect.AcquiresLock(
                        at.resolve(alter.sequence()),
                        RelationKind.SEQUENCE,
                        LockMode.SHARE_ROW_EXCLUSIVE,
                        "ALTER SEQUENCE"));
            case Statement.AlterEnum alter -> alterEnum(alter, at);
            case Statement.AlterDomain alter ->
                List.of(new Effect.Unmodelled("ALTER DOMAIN: it checks every table that uses the domain"));
            case Statement.CreateTrigger create -> trigger(create, at);
            case Statement.CreateRule create -> onTable(create.table(), LockMode.ACCESS_EXCLUSIVE, "CREATE RULE", at);
            case Statement.Policy policy -> policy(policy, at);
            case Statement.CreateStatistics create ->
                create.tables().stream()
                        .flatMap(table ->
                                onTable(table, LockMode.SHARE_UPDATE_EXCLUSIVE, "CREATE STATISTICS", at).stream())
                        .toList();
            case Statement.Grant grant ->
                List.of(new Effect.ChangesRights(grant.grant() ? "rights are granted" : "rights are revoked"));
            case Statement.AlterDefaultPrivileges alter ->
                List.of(new Effect.ChangesRights("rights on objects to come are changed"));
            case Statement.Comment comment -> comment(comment, at);
            case Statement.Update update -> DataEffects.update(update, at);
            case Statement.Delete delete -> DataEffects.delete(delete, at);
            case Statement.Insert insert -> DataEffects.insert(insert, at);
            case Statement.Select select -> select(select, at, depth);
            case Statement.Vacuum vacuum -> vacuum(vacuum, at);
            case Statement.LockTable locks ->
                locks.tables().stream()
                        .flatMap(table -> onTable(table, locks.mode(), "LOCK TABLE", at).stream())
                        .toList();
            case Statement.Do block -> BodyEffects.of(block.body(), at, depth);
            case Statement.Call call -> call(call, at, depth);
            case Statement.DynamicSql dynamic ->
                dynamic.constant()
                        .map(constant -> of(constant, at, depth))
                        .orElseGet(() -> List.of(new Effect.Unmodelled(
                                "EXECUTE of text that is only known at run time: " + dynamic.expression())));
            case Statement.CreateSequence create -> List.of();
            case Statement.CreateEnum create -> List.of();
            case Statement.CreateType create -> List.of();
            case Statement.CreateDomain create -> List.of();
            case Statement.CreateFunction create -> List.of();
            case Statement.AlterFunction alter -> List.of();
            case Statement.CreateSchema create -> List.of();
            case Statement.CreateExtension create -> List.of();
            case Statement.SetVariable set -> List.of();
            case Statement.TransactionControl control -> List.of();
            case Statement.SetConstraints set -> List.of();
            case Statement.Discard discard -> List.of();
            case Statement.Utility utility -> List.of();
            case Statement.Merge merge -> List.of(new Effect.Unmodelled("MERGE"));
            case Statement.Copy copy -> List.of(new Effect.Unmodelled("COPY"));
            case Statement.CreatePublication create -> List.of(new Effect.Unmodelled("CREATE PUBLICATION"));
            case Statement.CreateSubscription create -> List.of(new Effect.Unmodelled("CREATE SUBSCRIPTION"));
            case Statement.EventTrigger trigger -> List.of(new Effect.Unmodelled("event trigger " + trigger.name()));
            case Statement.RoleStatement role -> List.of(new Effect.Unmodelled(role.change() + " " + role.role()));
            case Statement.ClusterWide command -> List.of(new Effect.Unmodelled(command.command()));
            case Statement.Unrecognized unknown ->
                List.of(new Effect.Unmodelled("statement of kind " + unknown.node()));
        };
    }

    private static List<Effect> onTable(QualifiedName name, LockMode mode, String why, Situation at) {
        Optional<Table> found = at.table(name);
        if (found.isEmpty()) {
            return at.catalog().resolve(name).isPresent()
                    ? List.of(lock(at.resolve(name), mode, why))
                    : List.of(at.unknownRelation(name));
        }
        return List.of(lock(found.get().name(), mode, why));
    }

    private static List<Effect> readInto(Statement.CreateTableAs create, Situation at) {
        List<Effect> effects = new ArrayList<>(DataEffects.reads(create.reads(), false, at));
        if (create.withData()) {
            create.reads()
                    .forEach(read -> effects.add(new Effect.ScansTable(
                            at.resolve(read),
                            1,
                            "is read into " + create.table().display())));
        }
        return effects;
    }

    private static List<Effect> alter(Statement.AlterTable alter, Situation at) {
        Set<Effect> effects = new LinkedHashSet<>();
        if (alter.kind() == ObjectKind.INDEX) {
            alter.actions()
                    .forEach(
                            action -> effects.addAll(AlterTableEffects.ofIndex(at.resolve(alter.table()), action, at)));
            return List.copyOf(effects);
        }
        if (alter.kind() != ObjectKind.TABLE && alter.kind() != ObjectKind.FOREIGN_TABLE) {
            return alterOther(alter, at);
        }
        Optional<Table> table = at.table(alter.table());
        if (table.isEmpty()) {
            return alter.ifExists() ? List.of() : List.of(at.unknownRelation(alter.table()));
        }
        Table current = table.get();
        for (AlterAction action : alter.actions()) {
            effects.addAll(AlterTableEffects.of(current, action, at));
        }
        return List.copyOf(effects);
    }

    /** Views, sequences and the rest: their owner and options; anything else is not modelled. */
    private static List<Effect> alterOther(Statement.AlterTable alter, Situation at) {
        RelationKind kind = alter.kind() == ObjectKind.SEQUENCE ? RelationKind.SEQUENCE : RelationKind.VIEW;
        boolean owner = alter.actions().stream().allMatch(AlterAction.SetOwner.class::isInstance);
        return owner
                ? List.of(
                        new Effect.AcquiresLock(at.resolve(alter.table()), kind, LockMode.ACCESS_EXCLUSIVE, "OWNER TO"))
                : List.of(new Effect.Unmodelled("ALTER " + alter.kind().sql()));
    }

    private static List<Effect> rename(Statement.Rename rename, Situation at) {
        return switch (rename.kind()) {
            case TABLE, COLUMN, CONSTRAINT -> TableEffects.rename(rename, at);
            case INDEX -> IndexEffects.rename(rename.object(), at);
            default ->
                List.of(new Effect.Unmodelled(
                        "RENAME of a " + rename.kind().sql().toLowerCase(java.util.Locale.ROOT)));
        };
    }

    private static List<Effect> relationOnly(
            ObjectKind kind, QualifiedName object, Situation at, String why, boolean breaks) {
        if (kind != ObjectKind.TABLE) {
            return kind.relation() ? List.of(new Effect.Unmodelled(why + " of a " + kind.sql())) : List.of();
        }
        List<Effect> effects = new ArrayList<>(onTable(object, LockMode.ACCESS_EXCLUSIVE, why, at));
        if (breaks) {
            effects.add(new Effect.BreaksRunningCode(
                    at.resolve(object),
                    Optional.empty(),
                    "code that finds the table in its old schema fails with 42P01"));
        }
        return effects;
    }

    private static List<Effect> drop(Statement.Drop drop, Situation at) {
        Set<Effect> effects = new LinkedHashSet<>();
        for (QualifiedName name : drop.names()) {
            switch (drop.kind()) {
                case TABLE, FOREIGN_TABLE -> effects.addAll(TableEffects.drop(name, drop, at));
                case INDEX -> effects.addAll(IndexEffects.drop(name, drop, at));
                case VIEW, MATERIALIZED_VIEW -> {
                    effects.add(new Effect.AcquiresLock(
                            at.resolve(name), RelationKind.VIEW, LockMode.ACCESS_EXCLUSIVE, "DROP VIEW"));
                    effects.add(new Effect.BreaksRunningCode(
                            at.resolve(name), Optional.empty(), "code that reads the view fails with 42P01"));
                }
                case TRIGGER, RULE, POLICY ->
                    effects.addAll(onTable(
                            QualifiedName.of(name.schema()),
                            LockMode.ACCESS_EXCLUSIVE,
                            "DROP " + drop.kind().sql(),
                            at));
                case FUNCTION, PROCEDURE, ROUTINE, TYPE, DOMAIN ->
                    effects.add(new Effect.BreaksRunningCode(
                            name.inSchema("public"), Optional.empty(), "code that uses it fails"));
                default ->
                    effects.add(new Effect.Unmodelled("DROP " + drop.kind().sql()));
            }
        }
        return List.copyOf(effects);
    }

    private static List<Effect> cluster(Statement.Cluster cluster, Situation at) {
        if (cluster.table().isEmpty() || at.table(cluster.table().get()).isEmpty()) {
            return List.of(new Effect.Unmodelled("CLUSTER of every table"));
        }
        QualifiedName table = at.resolve(cluster.table().get());
        return List.of(
                lock(table, LockMode.ACCESS_EXCLUSIVE, "CLUSTER"),
                new Effect.RewritesTable(table, "CLUSTER writes the table in index order"),
                new Effect.ScansTable(table, 1, "every row is written anew"));
    }

    private static List<Effect> createView(Statement.CreateView create, Situation at) {
        List<Effect> effects = new ArrayList<>(DataEffects.reads(create.reads(), false, at));
        if (create.orReplace() && at.catalog().view(create.view()).isPresent()) {
            effects.add(new Effect.AcquiresLock(
                    at.resolve(create.view()), RelationKind.VIEW, LockMode.ACCESS_EXCLUSIVE, "CREATE OR REPLACE VIEW"));
        }
        return effects;
    }

    private static List<Effect> refresh(Statement.RefreshMaterializedView refresh, Situation at) {
        LockMode mode = refresh.concurrently() ? LockMode.EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
        QualifiedName view = at.resolve(refresh.view());
        List<Effect> effects = new ArrayList<>();
        effects.add(lock(view, mode, "REFRESH MATERIALIZED VIEW"));
        List<QualifiedName> reads =
                at.catalog().view(refresh.view()).map(View::reads).orElse(List.of());
        effects.addAll(DataEffects.reads(reads, false, at));
        reads.forEach(read -> effects.add(new Effect.ScansTable(at.resolve(read), 1, "the view's query is run")));
        if (!refresh.concurrently()) {
            effects.add(new Effect.RewritesTable(view, "REFRESH writes a new file"));
        }
        return effects;
    }

    private static List<Effect> alterEnum(Statement.AlterEnum alter, Situation at) {
        boolean add = alter.renamed().isEmpty();
        if (add) {
            return at.version().atLeast(12)
                    ? List.of()
                    : List.of(new Effect.ForbiddenInTransaction("ALTER TYPE … ADD VALUE"));
        }
        return List.of(new Effect.BreaksRunningCode(
                at.resolve(alter.type()), Optional.empty(), "code that says the old label fails with 22P02"));
    }

    private static List<Effect> trigger(Statement.CreateTrigger create, Situation at) {
        return onTable(create.table(), LockMode.SHARE_ROW_EXCLUSIVE, "CREATE TRIGGER", at);
    }

    private static List<Effect> policy(Statement.Policy policy, Situation at) {
        List<Effect> effects = new ArrayList<>(onTable(policy.table(), LockMode.ACCESS_EXCLUSIVE, "POLICY", at));
        effects.add(new Effect.ChangesRights(
                "who sees which rows of " + policy.table().display() + " changes"));
        return effects;
    }

    private static List<Effect> comment(Statement.Comment comment, Situation at) {
        return switch (comment.kind()) {
            case TABLE, COLUMN -> onTable(comment.object(), LockMode.SHARE_UPDATE_EXCLUSIVE, "COMMENT", at);
            case CONSTRAINT, TRIGGER, RULE, POLICY, INDEX, VIEW, MATERIALIZED_VIEW, SEQUENCE, FOREIGN_TABLE ->
                List.of(new Effect.Unmodelled("COMMENT ON " + comment.kind().sql()));
            default -> List.of();
        };
    }

    private static List<Effect> select(Statement.Select select, Situation at, int depth) {
        Set<Effect> effects = new LinkedHashSet<>(DataEffects.reads(select.reads(), select.locksRows(), at));
        for (QualifiedName written : select.writes()) {
            effects.addAll(onTable(written, LockMode.ROW_EXCLUSIVE, "is written by the query's WITH", at));
            effects.add(new Effect.WritesRows(
                    at.resolve(written), java.util.OptionalLong.empty(), false, "a data-changing WITH"));
        }
        for (String function : select.functions()) {
            int dot = function.lastIndexOf('.');
            QualifiedName name = dot < 0
                    ? QualifiedName.of(function)
                    : QualifiedName.of(function.substring(0, dot), function.substring(dot + 1));
            effects.addAll(BodyEffects.called(name, at, depth));
        }
        return List.copyOf(effects);
    }

    private static List<Effect> call(Statement.Call call, Situation at, int depth) {
        if (at.catalog().functions(call.procedure()).isEmpty()) {
            return List.of(
                    new Effect.Refused("42883", "procedure " + call.procedure().display() + " does not exist"));
        }
        List<Effect> effects = new ArrayList<>(BodyEffects.called(call.procedure(), at, depth));
        boolean commits = at.catalog().functions(call.procedure()).stream()
                .flatMap(function -> function.body().stream())
                .flatMap(body -> body.statements().stream())
                .anyMatch(BodyEffects::endsTransaction);
        if (commits) {
            effects.add(new Effect.ForbiddenInTransaction("CALL of a procedure that commits"));
        }
        return effects;
    }

    private static List<Effect> vacuum(Statement.Vacuum vacuum, Situation at) {
        if (vacuum.tables().isEmpty()) {
            return List.of(new Effect.Unmodelled("VACUUM or ANALYZE of every table"));
        }
        Set<Effect> effects = new LinkedHashSet<>();
        for (QualifiedName table : vacuum.tables()) {
            LockMode mode = vacuum.full() ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_UPDATE_EXCLUSIVE;
            effects.addAll(onTable(table, mode, vacuum.vacuum() ? "VACUUM" : "ANALYZE", at));
            if (vacuum.full()) {
                effects.add(new Effect.RewritesTable(at.resolve(table), "VACUUM FULL writes a new file"));
            }
        }
        if (vacuum.vacuum()) {
            effects.add(new Effect.ForbiddenInTransaction("VACUUM"));
        }
        return List.copyOf(effects);
    }
}
