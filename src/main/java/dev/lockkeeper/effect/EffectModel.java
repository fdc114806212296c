package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.AlterPasses;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.PrivilegeStatement;
import dev.lockkeeper.sql.ProceduralBody;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TieStatement;
import dev.lockkeeper.sql.TypeStatement;
import java.util.ArrayList;
import java.util.HashSet;
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
        return switch (statement) {
            case RelationStatement.CreateTable create -> TableEffects.create(create, at);
            case RelationStatement.CreateTableAs create -> readInto(create, at);
            case RelationStatement.AlterTable alter -> alter(alter, at);
            case ObjectStatement.Rename rename -> NameEffects.rename(rename, at);
            case ObjectStatement.SetSchema set -> NameEffects.setSchema(set, at);
            case ObjectStatement.SetOwner set -> NameEffects.setOwner(set, at);
            case ObjectStatement.Drop drop -> DropEffects.of(drop, at);
            case RelationStatement.Truncate truncate -> TableEffects.truncate(truncate, at);
            case RelationStatement.CreateIndex create -> IndexEffects.create(create, at);
            case RelationStatement.Reindex reindex -> ReindexEffects.of(reindex, at);
            case RelationStatement.Cluster cluster -> MaintenanceEffects.cluster(cluster, at);
            case RelationStatement.CreateView create -> ViewEffects.create(create, at);
            case RelationStatement.RefreshMaterializedView refresh -> ViewEffects.refresh(refresh, at);
            case RelationStatement.AlterSequence alter -> sequence(alter, at);
            case TypeStatement.AlterEnum alter -> TypeEffects.alterEnum(alter, at);
            case TypeStatement.AlterDomain alter -> TypeEffects.alterDomain(alter, at);
            case TypeStatement.AlterComposite alter -> CompositeEffects.alter(alter, at);
            case TypeStatement.RenameAttribute rename -> CompositeEffects.rename(rename, at);
            case RoutineStatement.CreateTrigger create -> trigger(create, at);
            case TieStatement.CreateRule create -> rule(create, at);
            case TieStatement.Policy policy -> policy(policy, at);
            case TieStatement.CreateStatistics create ->
                create.tables().stream()
                        .flatMap(table ->
                                onTable(table, LockMode.SHARE_UPDATE_EXCLUSIVE, "CREATE STATISTICS", at).stream())
                        .toList();
            case PrivilegeStatement.Grant grant -> grant(grant, at);
            case PrivilegeStatement.AlterDefaultPrivileges alter ->
                List.of(new Effect.ChangesRights("rights on objects to come are changed"));
            case ObjectStatement.Comment comment -> NameEffects.comment(comment, at);
            case DataStatement.Update update -> DataEffects.update(update, at);
            case DataStatement.Delete delete -> DataEffects.delete(delete, at);
            case DataStatement.Insert insert -> DataEffects.insert(insert, at);
            case DataStatement.Select select -> select(select, at);
            case RelationStatement.Vacuum vacuum -> MaintenanceEffects.vacuum(vacuum, at);
            case RelationStatement.LockTable locks -> lockTable(locks, at);
            case RoutineStatement.Do block -> BodyEffects.of(block.body(), at);
            case RoutineStatement.Call call -> call(call, at);
            case RoutineStatement.DynamicSql dynamic ->
                dynamic.constant()
                        .map(constant -> of(constant, at))
                        .orElseGet(() -> List.of(new Effect.Unmodelled(
                                "EXECUTE of text that is only known at run time: " + dynamic.expression())));
            case RelationStatement.CreateSequence create -> ownedBy(create.ownedByTable(), at);
            case TypeStatement.CreateEnum create -> List.of();
            case TypeStatement.CreateType create -> List.of();
            case TypeStatement.CreateDomain create -> List.of();
            case RoutineStatement.CreateFunction create -> createFunction(create, at);
            case RoutineStatement.AlterFunction alter -> List.of();
            case ObjectStatement.CreateSchema create -> SchemaEffects.create(create, at);
            case ObjectStatement.CreateExtension create -> List.of();
            case SessionStatement.SetVariable set -> List.of();
            case SessionStatement.TransactionControl control -> List.of();
            case SessionStatement.SetConstraints set -> List.of();
            case SessionStatement.Discard discard ->
                discard.what().endsWith("ALL") ? List.of(new Effect.ForbiddenInTransaction("DISCARD ALL")) : List.of();
            case ObjectStatement.OtherObject other -> List.of();
            case ObjectStatement.AlterOther other -> List.of(new Effect.Unmodelled(other.command()));
            case RelationStatement.MoveAll move ->
                List.of(new Effect.Unmodelled("moving everything out of tablespace " + move.from()));
            case ObjectStatement.ImportForeignSchema imported ->
                List.of(new Effect.Unmodelled("IMPORT FOREIGN SCHEMA from server " + imported.server()));
            case RoutineStatement.Load load -> List.of(new Effect.Unmodelled("LOAD of library " + load.library()));
            case ObjectStatement.SecurityLabel label ->
                List.of(new Effect.Unmodelled(
                        "SECURITY LABEL ON " + label.kind().sql()));
            case DataStatement.Execute execute ->
                List.of(new Effect.Unmodelled("EXECUTE of prepared statement " + execute.prepared()));
            case DataStatement.Planned planned -> planned(planned, at);
            case SessionStatement.Utility utility -> List.of();
            case DataStatement.Merge merge -> DataEffects.merge(merge, at);
            case DataStatement.Copy copy -> DataEffects.copy(copy, at);
            case TieStatement.CreatePublication create -> published(create.tables(), at);
            case TieStatement.AlterPublication alter -> TieEffects.alterPublication(alter, at);
            case TieStatement.CreateSubscription create -> List.of(new Effect.Unmodelled("CREATE SUBSCRIPTION"));
            case RoutineStatement.EventTrigger trigger ->
                List.of(new Effect.Unmodelled("event trigger " + trigger.name()));
            case PrivilegeStatement.ReassignOwned reassign -> OwnerEffects.reassign(reassign, at);
            case PrivilegeStatement.RoleStatement role ->
                List.of(new Effect.ChangesRights(role.change() + " " + role.role()));
            case ObjectStatement.ClusterWide command -> List.of(new Effect.Unmodelled(command.command()));
            case Statement.Unrecognized unknown ->
                List.of(new Effect.Unmodelled("statement of kind " + unknown.node()));
        };
    }

    static List<Effect> onTable(QualifiedName name, LockMode mode, String why, Situation at) {
        Optional<Table> found = at.table(name);
        if (found.isEmpty()) {
            return at.catalog().resolve(name).isPresent()
                    ? List.of(lock(at.resolve(name), mode, why))
                    : List.of(at.unknownRelation(name));
        }
        return List.of(lock(found.get().name(), mode, why));
    }

    private static List<Effect> readInto(RelationStatement.CreateTableAs create, Situation at) {
        QualifiedName name = create.temporary() && !create.table().hasSchema()
                ? QualifiedName.of(
                        dev.lockkeeper.catalog.Catalog.TEMPORARY, create.table().name())
                : at.catalog().forNew(create.table());
        if (at.catalog().resolve(name).isPresent()) {
            return create.ifNotExists()
                    ? List.of()
                    : List.of(new Effect.Refused("42P07", "relation \"" + name.name() + "\" already exists"));
        }
        List<Effect> effects = new ArrayList<>(
                create.withData()
                        ? DataEffects.reads(create.reads(), false, at)
                        : DataEffects.named(create.reads(), at));
        // WITH NO DATA plans the query and runs nothing of it, a WITH that changes rows included.
        DataEffects.nested(create.nested(), at).stream()
                .filter(effect -> create.withData() || !changesRows(effect))
                .forEach(effects::add);
        if (create.withData()) {
            List<QualifiedName> touched = new ArrayList<>(create.reads());
            touched.addAll(create.nested().writes());
            DataEffects.tablesBehind(touched, at)
                    .forEach(read -> effects.add(new Effect.ScansTable(
                            read, 1, "is read into " + create.table().display())));
        }
        return effects;
    }

    private static List<Effect> alter(RelationStatement.AlterTable alter, Situation at) {
        Set<Effect> effects = new LinkedHashSet<>();
        if (alter.kind() == ObjectKind.INDEX) {
            alter.actions()
                    .forEach(
                            action -> effects.addAll(AlterTableEffects.ofIndex(at.resolve(alter.table()), action, at)));
            return List.copyOf(effects);
        }
        if (alter.kind() == ObjectKind.MATERIALIZED_VIEW
                || alter.kind() == ObjectKind.TABLE
                || alter.kind() == ObjectKind.FOREIGN_TABLE) {
            return alterTable(alter, alter.only() ? at.onlyThis() : at);
        }
        return alterOther(alter, at);
    }

    private static List<Effect> alterTable(RelationStatement.AlterTable alter, Situation at) {
        Optional<Table> table = at.table(alter.table());
        if (table.isEmpty()) {
            return alter.ifExists() ? List.of() : List.of(at.unknownRelation(alter.table()));
        }
        Set<Effect> effects = new LinkedHashSet<>();
        // Each pass sees what the ones before it leave: a CHECK that goes proves nothing, a column that comes is there.
        Situation now = at;
        Set<String> added = new HashSet<>();
        for (List<AlterAction> pass : AlterPasses.of(alter.actions())) {
            Table current = now.table(alter.table()).orElse(table.get());
            for (AlterAction action : pass) {
                effects.addAll(AlterTableEffects.of(current, action, now));
                CompositeEffects.typed(current, action).ifPresent(effects::add);
                if (action instanceof AlterAction.AddColumn add
                        && !added.add(add.column().name())
                        && !add.ifNotExists()) {
                    effects.add(
                            AlterTableEffects.columnExists(current, add.column().name()));
                }
            }
            now = now.after(new RelationStatement.AlterTable(
                    alter.kind(), alter.table(), alter.only(), alter.ifExists(), pass));
        }
        return List.copyOf(effects);
    }

    /** Views and sequences: always ACCESS EXCLUSIVE. */
    private static List<Effect> alterOther(RelationStatement.AlterTable alter, Situation at) {
        return switch (alter.kind()) {
            case VIEW, SEQUENCE ->
                at.catalog().resolve(alter.table()).isEmpty() && at.known()
                        ? alter.ifExists() ? List.of() : List.of(at.unknownRelation(alter.table()))
                        : List.of(new Effect.AcquiresLock(
                                at.resolve(alter.table()),
                                NameEffects.relationKind(alter.kind()),
                                LockMode.ACCESS_EXCLUSIVE,
                                "ALTER " + alter.kind().sql()));
            default -> List.of(new Effect.Unmodelled("ALTER " + alter.kind().sql()));
        };
    }

    private static List<Effect> sequence(RelationStatement.AlterSequence alter, Situation at) {
        if (at.catalog().sequence(alter.sequence()).isEmpty() && at.known()) {
            return alter.ifExists() ? List.of() : List.of(at.unknownRelation(alter.sequence()));
        }
        List<Effect> effects = new ArrayList<>(ownedBy(alter.ownedByTable(), at));
        effects.add(
                Situation.sequenceLock(at.resolve(alter.sequence()), LockMode.SHARE_ROW_EXCLUSIVE, "ALTER SEQUENCE"));
        return effects;
    }

    private static List<Effect> ownedBy(Optional<QualifiedName> table, Situation at) {
        return table.map(name -> onTable(name, LockMode.ACCESS_SHARE, "becomes the sequence's owner", at))
                .orElse(List.of());
    }

    private static List<Effect> grant(PrivilegeStatement.Grant grant, Situation at) {
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.ChangesRights(grant.grant() ? "rights are granted" : "rights are revoked"));
        boolean relations = grant.kind().relation() && !grant.schemaWide();
        for (QualifiedName object : relations ? grant.objects() : List.<QualifiedName>of()) {
            if (at.catalog().resolve(object).isEmpty() && at.known()) {
                effects.add(at.unknownRelation(object));
            } else if (at.version().atLeast(18)) {
                effects.add(lock(at.resolve(object), LockMode.ACCESS_SHARE, "GRANT"));
            }
        }
        return effects;
    }

    static List<Effect> published(List<QualifiedName> tables, Situation at) {
        return tables.stream()
                .flatMap(table -> onTable(table, LockMode.SHARE_UPDATE_EXCLUSIVE, "PUBLICATION", at).stream())
                .toList();
    }

    /** LOCK goes down to partitions, children, and the tables behind a view. */
    private static List<Effect> lockTable(RelationStatement.LockTable locks, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (QualifiedName table : locks.tables()) {
            effects.addAll(onTable(table, locks.mode(), "LOCK TABLE", at));
            ViewEffects.below(table, locks.only().contains(table) ? at.onlyThis() : at)
                    .forEach(relation -> effects.add(lock(relation, locks.mode(), "LOCK TABLE")));
        }
        return effects;
    }

    private static List<Effect> trigger(RoutineStatement.CreateTrigger create, Situation at) {
        Optional<Table> table = at.table(create.table());
        List<Effect> effects =
                new ArrayList<>(onTable(create.table(), LockMode.SHARE_ROW_EXCLUSIVE, "CREATE TRIGGER", at));
        create.from()
                .ifPresent(from ->
                        effects.addAll(onTable(from, LockMode.ACCESS_SHARE, "the other table of the trigger", at)));
        if (create.cloned() && table.map(Table::kind).equals(Optional.of(Table.Kind.PARTITIONED))) {
            at.withDescendants(table.get())
                    .forEach(each -> effects.add(
                            lock(each.name(), LockMode.SHARE_ROW_EXCLUSIVE, "every partition gets the trigger")));
        }
        boolean taken = table.map(Table::name).stream()
                .flatMap(on -> at.catalog().triggersOf(on).stream())
                .anyMatch(trigger -> trigger.name().equals(create.name()));
        if (taken && !create.orReplace()) {
            effects.add(new Effect.Refused("42710", "trigger \"" + create.name() + "\" already exists"));
        }
        return effects;
    }

    private static List<Effect> rule(TieStatement.CreateRule create, Situation at) {
        List<Effect> effects = new ArrayList<>(
                at.catalog().view(create.table()).isPresent()
                        ? List.of(Situation.viewLock(
                                at.resolve(create.table()), LockMode.ACCESS_EXCLUSIVE, "CREATE RULE"))
                        : onTable(create.table(), LockMode.ACCESS_EXCLUSIVE, "CREATE RULE", at));
        effects.addAll(DataEffects.named(create.reads(), at));
        create.writes()
                .forEach(table ->
                        effects.addAll(onTable(table, LockMode.ROW_EXCLUSIVE, "is written by the rule's action", at)));
        return effects;
    }

    private static List<Effect> policy(TieStatement.Policy policy, Situation at) {
        List<Effect> effects = new ArrayList<>(onTable(policy.table(), LockMode.ACCESS_EXCLUSIVE, "POLICY", at));
        effects.addAll(DataEffects.named(policy.reads(), at));
        effects.add(new Effect.ChangesRights(
                "who sees which rows of " + policy.table().display() + " changes"));
        return effects;
    }

    /** An SQL function's queries are analysed when it is made; PL/pgSQL is only parsed. */
    private static List<Effect> createFunction(RoutineStatement.CreateFunction create, Situation at) {
        if (!create.language().equals("sql") || create.body().isEmpty()) {
            return List.of();
        }
        List<Effect> effects = new ArrayList<>();
        create.body().get().statements().stream()
                .map(ProceduralBody.BodyStatement::meaning)
                .filter(EffectModel::analysed)
                .flatMap(statement -> of(statement, at).stream())
                .filter(Effect.AcquiresLock.class::isInstance)
                .forEach(effects::add);
        return effects;
    }

    private static boolean analysed(Statement statement) {
        return statement instanceof DataStatement.Select
                || statement instanceof DataStatement.Insert
                || statement instanceof DataStatement.Update
                || statement instanceof DataStatement.Delete
                || statement instanceof DataStatement.Merge;
    }

    private static boolean changesRows(Effect effect) {
        return effect instanceof Effect.WritesRows || effect instanceof Effect.DestroysData;
    }

    /** EXPLAIN ANALYZE runs the statement; planning alone takes the locks and touches no row. */
    private static List<Effect> planned(DataStatement.Planned planned, Situation at) {
        List<Effect> effects = of(planned.inner(), at);
        return planned.runs()
                ? effects
                : effects.stream()
                        .filter(effect -> effect instanceof Effect.AcquiresLock || effect instanceof Effect.Refused)
                        .toList();
    }

    private static List<Effect> select(DataStatement.Select select, Situation at) {
        Set<Effect> effects = new LinkedHashSet<>(DataEffects.reads(select.reads(), select.locksRows(), at));
        effects.addAll(DataEffects.nested(select.nested(), at));
        for (QualifiedName sequence : select.sequences()) {
            effects.add(Situation.sequenceLock(
                    at.resolve(sequence), LockMode.ROW_EXCLUSIVE, "its next value is taken or set"));
        }
        for (String function : select.functions()) {
            int dot = function.lastIndexOf('.');
            QualifiedName name = dot < 0
                    ? QualifiedName.of(function)
                    : QualifiedName.of(function.substring(0, dot), function.substring(dot + 1));
            effects.addAll(BodyEffects.called(name, at));
        }
        return List.copyOf(effects);
    }

    private static List<Effect> call(RoutineStatement.Call call, Situation at) {
        if (at.catalog().functions(call.procedure()).isEmpty()) {
            return List.of(
                    new Effect.Refused("42883", "procedure " + call.procedure().display() + " does not exist"));
        }
        List<Effect> effects = new ArrayList<>(BodyEffects.called(call.procedure(), at));
        boolean commits = at.catalog().functions(call.procedure()).stream()
                .flatMap(function -> function.body().stream())
                .flatMap(body -> body.statements().stream())
                .anyMatch(BodyEffects::endsTransaction);
        if (commits) {
            effects.add(new Effect.ForbiddenInTransaction("CALL of a procedure that commits"));
        }
        return effects;
    }
}
