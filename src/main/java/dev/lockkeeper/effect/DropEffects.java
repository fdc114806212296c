package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;
import static dev.lockkeeper.effect.Situation.sequenceLock;

import dev.lockkeeper.catalog.Index;
import dev.lockkeeper.catalog.Sequence;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.TableTie;
import dev.lockkeeper.catalog.Trigger;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.ObjectStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** DROP of everything, with what depends on it: refused without CASCADE, locked and gone with it. */
final class DropEffects {
    private DropEffects() {}

    static List<Effect> of(ObjectStatement.Drop drop, Situation at) {
        Set<Effect> effects = new LinkedHashSet<>();
        for (QualifiedName name : drop.names()) {
            effects.addAll(of(name, drop, at));
        }
        return List.copyOf(effects);
    }

    private static List<Effect> of(QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        return switch (drop.kind()) {
            case TABLE, FOREIGN_TABLE -> TableEffects.drop(name, drop, at);
            case INDEX -> IndexEffects.drop(name, drop, at);
            case VIEW, MATERIALIZED_VIEW -> ViewEffects.drop(name, drop, at);
            case SEQUENCE -> sequence(name, drop, at);
            case TRIGGER -> trigger(name, drop, at);
            case RULE -> TieEffects.drop(TableTie.Kind.RULE, name, drop, at);
            case POLICY -> TieEffects.drop(TableTie.Kind.POLICY, name, drop, at);
            case STATISTICS -> TieEffects.dropStatistics(name, drop, at);
            case TYPE, DOMAIN -> TypeEffects.drop(name, drop, at);
            case FUNCTION, PROCEDURE, ROUTINE, AGGREGATE -> routine(name, drop, at);
            case SCHEMA -> schema(name, drop, at);
            case PUBLICATION -> List.of();
            case COLLATION, CAST, OPERATOR, LANGUAGE, SERVER ->
                drop.cascade()
                        ? List.of(new Effect.Unmodelled("DROP " + drop.kind().sql() + " … CASCADE"))
                        : List.of();
            case COLUMN,
                    CONSTRAINT,
                    DOMAIN_CONSTRAINT,
                    EVENT_TRIGGER,
                    EXTENSION,
                    SUBSCRIPTION,
                    DATABASE,
                    ROLE,
                    TABLESPACE,
                    OTHER -> List.of(new Effect.Unmodelled("DROP " + drop.kind().sql()));
        };
    }

    private static List<Effect> sequence(QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        Optional<Sequence> found = at.catalog().sequence(name);
        if (found.isEmpty() && at.known()) {
            return drop.ifExists() ? List.of() : List.of(at.unknownRelation(name));
        }
        QualifiedName sequence = at.resolve(name);
        List<Effect> effects = new ArrayList<>();
        effects.add(sequenceLock(sequence, LockMode.ACCESS_EXCLUSIVE, "DROP SEQUENCE"));
        effects.add(new Effect.BreaksRunningCode(
                sequence, Optional.empty(), "code that takes values from it fails with 42P01"));
        found.flatMap(Sequence::ownedByTable)
                .flatMap(at::table)
                .filter(table -> usesSequence(table, found.get()))
                .ifPresent(table -> effects.add(
                        drop.cascade()
                                ? lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "its default is dropped by CASCADE")
                                : new Effect.Refused(
                                        "2BP01",
                                        "cannot drop sequence " + sequence.display() + " because the default of table "
                                                + table.name().display() + " depends on it")));
        return effects;
    }

    private static boolean usesSequence(Table table, Sequence sequence) {
        return sequence.ownedByColumn()
                .flatMap(table::column)
                .filter(column -> column.identity()
                        || column.type().serial()
                        || column.defaultValue()
                                .map(value -> value.functions().contains("nextval"))
                                .orElse(false))
                .isPresent();
    }

    private static List<Effect> trigger(QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        QualifiedName tableName = QualifiedName.of(name.schema());
        Optional<Table> table = at.table(tableName);
        boolean sure = at.known() && table.isPresent();
        boolean there = table.map(Table::name).stream()
                .flatMap(on -> at.catalog().triggersOf(on).stream())
                .anyMatch(trigger -> trigger.name().equals(name.name()));
        if (sure && !there) {
            return drop.ifExists()
                    ? List.of()
                    : List.of(new Effect.Refused(
                            "42704",
                            "trigger \"" + name.name() + "\" for table \"" + tableName.name() + "\" does not exist"));
        }
        return EffectModel.onTable(tableName, LockMode.ACCESS_EXCLUSIVE, "DROP TRIGGER", at);
    }

    /** Triggers, indexes and defaults that call it. */
    private static List<Effect> routine(QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        boolean there = !at.catalog().functions(name).isEmpty();
        if (!there && at.known() && drop.kind() != dev.lockkeeper.sql.ObjectKind.AGGREGATE) {
            return drop.ifExists()
                    ? List.of()
                    : List.of(new Effect.Refused("42883", "function " + name.display() + " does not exist"));
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.BreaksRunningCode(name.inSchema("public"), Optional.empty(), "code that uses it fails"));
        Set<QualifiedName> tables = new LinkedHashSet<>();
        at.catalog().triggers().stream()
                .filter(trigger -> trigger.function().name().equals(name.name()))
                .map(Trigger::table)
                .forEach(tables::add);
        Set<QualifiedName> indexed = new LinkedHashSet<>();
        at.catalog().indexes().values().stream()
                .filter(index -> expressions(index).anyMatch(e -> calls(e, name)))
                .map(Index::table)
                .forEach(indexed::add);
        at.catalog()
                .tables()
                .filter(table -> table.columns().stream()
                        .anyMatch(column -> column.defaultValue()
                                .filter(e -> calls(e, name))
                                .isPresent()))
                .map(Table::name)
                .forEach(tables::add);
        tables.addAll(indexed);
        for (QualifiedName table : tables) {
            effects.add(
                    drop.cascade()
                            ? lock(table, LockMode.ACCESS_EXCLUSIVE, "what uses the function is dropped by CASCADE")
                            : new Effect.Refused(
                                    "2BP01",
                                    "cannot drop function " + name.display() + " because an object of table "
                                            + table.display() + " depends on it"));
        }
        return effects;
    }

    private static Stream<Expression> expressions(Index index) {
        return Stream.concat(index.keys().stream().flatMap(key -> key.expression().stream()), index.where().stream());
    }

    static boolean calls(Expression expression, QualifiedName function) {
        return expression.functions().stream()
                .anyMatch(called -> called.equals(function.name()) || called.endsWith("." + function.name()));
    }

    private static List<Effect> schema(QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        String schema = name.name();
        if (!at.known()) {
            return List.of(new Effect.Unmodelled("DROP SCHEMA"));
        }
        if (!at.catalog().schemas().contains(schema)) {
            return drop.ifExists()
                    ? List.of()
                    : List.of(new Effect.Refused("3F000", "schema \"" + schema + "\" does not exist"));
        }
        List<Table> tables = at.catalog()
                .tables()
                .filter(table -> table.name().schema().equals(schema))
                .toList();
        boolean empty = tables.isEmpty()
                && Stream.of(
                                at.catalog().views().keySet(),
                                at.catalog().sequences().keySet(),
                                at.catalog().types().keySet(),
                                at.catalog().functionsByName().keySet())
                        .flatMap(Set::stream)
                        .noneMatch(object -> object.schema().equals(schema));
        if (!empty && !drop.cascade()) {
            return List.of(new Effect.Refused(
                    "2BP01", "cannot drop schema " + schema + " because other objects depend on it"));
        }
        List<Effect> effects = new ArrayList<>();
        ObjectStatement.Drop each = new ObjectStatement.Drop(
                dev.lockkeeper.sql.ObjectKind.TABLE,
                tables.stream().map(Table::name).toList(),
                false,
                false,
                true);
        tables.forEach(table -> effects.addAll(TableEffects.drop(table.name(), each, at)));
        at.catalog().sequences().keySet().stream()
                .filter(sequence -> sequence.schema().equals(schema))
                .forEach(sequence ->
                        effects.add(sequenceLock(sequence, LockMode.ACCESS_EXCLUSIVE, "is dropped with its schema")));
        at.catalog().views().keySet().stream()
                .filter(view -> view.schema().equals(schema))
                .forEach(view ->
                        effects.add(Situation.viewLock(view, LockMode.ACCESS_EXCLUSIVE, "is dropped with its schema")));
        effects.add(new Effect.BreaksRunningCode(
                QualifiedName.of(schema), Optional.empty(), "code that uses the schema fails"));
        return effects;
    }
}
