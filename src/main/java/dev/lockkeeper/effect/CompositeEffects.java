package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Column;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.TypeName;
import dev.lockkeeper.sql.TypeStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Composite types, the tables that are OF one, and the columns that hold one; a type is locked like a table. */
final class CompositeEffects {
    private CompositeEffects() {}

    /** With CASCADE the tables OF the type are altered too, without it they stop the command. */
    static List<Effect> alter(TypeStatement.AlterComposite alter, Situation at) {
        Optional<UserType> found = composite(alter.type(), at);
        if (found.isEmpty()) {
            return missing(alter.type(), at);
        }
        UserType type = found.get();
        List<Effect> effects = new ArrayList<>(List.of(lock(type.name(), LockMode.ACCESS_EXCLUSIVE, "ALTER TYPE")));
        List<Table> tables = at.catalog().tablesOf(type.name());
        if (!alter.cascade() && !tables.isEmpty()) {
            effects.add(typedTableStops(type, tables.getFirst()));
        }
        for (AlterAction change : alter.changes()) {
            change(type, change, alter.cascade(), at, effects);
            tables.forEach(table -> effects.addAll(AlterTableEffects.of(table, change, at)));
        }
        return effects;
    }

    private static void change(UserType type, AlterAction change, boolean cascade, Situation at, List<Effect> effects) {
        switch (change) {
            case AlterAction.AddColumn add -> {
                if (attribute(type, add.column().name())) {
                    effects.add(new Effect.Refused(
                            "42701", "column \"" + add.column().name() + "\" already exists"));
                }
            }
            case AlterAction.DropColumn drop -> {
                if (attribute(type, drop.column())) {
                    dropped(type, drop.column(), cascade, at, effects);
                } else if (!drop.ifExists()) {
                    effects.add(unknownAttribute(type, drop.column()));
                }
            }
            case AlterAction.AlterType retyped -> {
                if (!attribute(type, retyped.column())) {
                    effects.add(unknownAttribute(type, retyped.column()));
                }
                Set<UserType> holders = holders(type, at);
                at.catalog()
                        .tables()
                        .filter(table -> table.columns().stream().anyMatch(column -> holds(column.type(), holders, at)))
                        .forEach(table -> effects.add(new Effect.Refused(
                                "0A000",
                                "cannot alter type " + type.name().display() + " because a column of table "
                                        + table.name().display() + " uses it")));
            }
            default -> effects.add(new Effect.Unmodelled("ALTER TYPE … " + change.sql()));
        }
    }

    /** Columns of the type keep their rows and lose what the attribute held. */
    private static void dropped(UserType type, String attribute, boolean cascade, Situation at, List<Effect> effects) {
        Set<UserType> holders = holders(type, at);
        at.catalog()
                .tables()
                .forEach(table -> table.columns().stream()
                        .filter(column -> holds(column.type(), holders, at))
                        .map(Column::name)
                        .forEach(column -> {
                            effects.add(new Effect.DestroysData(
                                    table.name(),
                                    Optional.of(column),
                                    "every value of attribute " + attribute + " in "
                                            + table.name().display() + "." + column));
                            if (cascade) {
                                effects.addAll(ViewEffects.dependants(
                                        table.name(),
                                        Optional.of(column),
                                        true,
                                        Set.of(),
                                        "drop attribute " + attribute,
                                        at));
                            }
                        }));
        effects.add(new Effect.BreaksRunningCode(
                type.name(), Optional.of(attribute), "code that still names the attribute fails with 42703"));
    }

    static List<Effect> rename(TypeStatement.RenameAttribute rename, Situation at) {
        Optional<UserType> found = composite(rename.type(), at);
        if (found.isEmpty()) {
            return missing(rename.type(), at);
        }
        UserType type = found.get();
        List<Effect> effects = new ArrayList<>(List.of(lock(type.name(), LockMode.ACCESS_EXCLUSIVE, "ALTER TYPE")));
        List<Table> tables = at.catalog().tablesOf(type.name());
        if (!rename.cascade() && !tables.isEmpty()) {
            effects.add(typedTableStops(type, tables.getFirst()));
        }
        if (!attribute(type, rename.attribute())) {
            effects.add(unknownAttribute(type, rename.attribute()));
        }
        if (attribute(type, rename.newName())) {
            effects.add(new Effect.Refused("42701", "column \"" + rename.newName() + "\" already exists"));
        }
        String why = "code that says the old name fails with 42703 from this commit on";
        for (Table table : tables) {
            effects.addAll(AlterTableEffects.exclusive(table, at, "is OF the type"));
            effects.add(new Effect.BreaksRunningCode(table.name(), Optional.of(rename.attribute()), why));
        }
        effects.add(new Effect.BreaksRunningCode(type.name(), Optional.of(rename.attribute()), why));
        return effects;
    }

    /** {@code ALTER TABLE … OF}: the table must have the type's attributes as columns, in order, and no others. */
    static List<Effect> ofType(Table table, AlterAction.OfType of, Situation at) {
        List<Effect> effects = new ArrayList<>(List.of(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "OF")));
        if (of.type().isEmpty()) {
            if (table.ofType().isEmpty() && at.known()) {
                effects.add(new Effect.Refused("42809", "\"" + table.name().name() + "\" is not a typed table"));
            }
            return effects;
        }
        effects.addAll(lookedUp(of.type().get(), at));
        boolean different = composite(of.type().get(), at)
                .filter(type -> !table.columnsUnknown()
                        && !type.attributes().stream()
                                .map(CompositeEffects::nameAndType)
                                .toList()
                                .equals(table.columns().stream()
                                        .map(CompositeEffects::nameAndType)
                                        .toList()))
                .isPresent();
        if (different) {
            effects.add(new Effect.Refused("42804", "the table's columns are not the type's attributes"));
        }
        return effects;
    }

    private static List<Object> nameAndType(Column column) {
        TypeName type = column.type();
        return List.of(column.name(), type.schema(), type.name(), type.modifiers(), type.dimensions());
    }

    /** A table OF a type keeps the type's columns as they are. */
    static Optional<Effect> typed(Table table, AlterAction action) {
        boolean fixed = switch (action) {
            case AlterAction.AddColumn add -> true;
            case AlterAction.DropColumn drop -> true;
            case AlterAction.AlterType type -> true;
            case AlterAction.SetInheritance set -> set.add();
            default -> false;
        };
        return fixed && table.ofType().isPresent() ? Optional.of(typedTable(table)) : Optional.empty();
    }

    static Effect typedTable(Table table) {
        return new Effect.Refused(
                "42809", "the columns of typed table \"" + table.name().name() + "\" are those of its type");
    }

    /** Whoever makes a table OF the type looks at it. */
    static List<Effect> lookedUp(QualifiedName name, Situation at) {
        Optional<UserType> type = at.catalog().type(name);
        if (type.isEmpty()) {
            return certain(at)
                    ? List.of(new Effect.Refused("42704", "type \"" + name + "\" does not exist"))
                    : List.of();
        }
        return type.get().kind() == UserType.Kind.COMPOSITE
                ? List.of(lock(type.get().name(), LockMode.ACCESS_SHARE, "the type of the table"))
                : List.of(new Effect.Refused("42809", "type " + name + " is not a composite type"));
    }

    /** Tables OF a type that is dropped: gone with CASCADE. */
    static List<Effect> dropped(UserType type, ObjectStatement.Drop drop, Situation at) {
        List<Effect> effects = new ArrayList<>();
        for (Table table : at.catalog().tablesOf(type.name())) {
            effects.addAll(
                    drop.cascade()
                            ? TableEffects.drop(table.name(), drop, at)
                            : List.of(new Effect.Refused(
                                    "2BP01",
                                    "cannot drop type " + type.name().display() + " because table "
                                            + table.name().display() + " depends on it")));
        }
        if (type.kind() == UserType.Kind.COMPOSITE) {
            effects.add(lock(type.name(), LockMode.ACCESS_EXCLUSIVE, "DROP TYPE"));
        }
        return effects;
    }

    private static Optional<UserType> composite(QualifiedName name, Situation at) {
        return at.catalog().type(name).filter(type -> type.kind() == UserType.Kind.COMPOSITE);
    }

    private static List<Effect> missing(QualifiedName name, Situation at) {
        return certain(at)
                ? List.of(at.unknownRelation(name))
                : List.of(new Effect.Unmodelled("ALTER TYPE " + name + ": it is not known which tables are OF it"));
    }

    /** Whether a type that is not in the catalog is not there: an extension may have brought it. */
    private static boolean certain(Situation at) {
        return at.known() && at.catalog().extensions().stream().allMatch("plpgsql"::equals);
    }

    private static Effect typedTableStops(UserType type, Table table) {
        return new Effect.Refused(
                "2BP01",
                "cannot alter type \"" + type.name().name() + "\" because it is the type of typed table "
                        + table.name().display() + ": say CASCADE to alter the table too");
    }

    private static boolean attribute(UserType type, String name) {
        return type.attributes().stream().anyMatch(each -> each.name().equals(name));
    }

    private static Effect unknownAttribute(UserType type, String name) {
        return new Effect.Refused(
                "42703", "column \"" + name + "\" of relation \"" + type.name().name() + "\" does not exist");
    }

    /** The type, and the types and domains that are made of it, at every level. */
    private static Set<UserType> holders(UserType type, Situation at) {
        Set<UserType> holders = new LinkedHashSet<>(List.of(type));
        boolean more = true;
        while (more) {
            more = holders.addAll(at.catalog().types().values().stream()
                    .filter(each -> Stream.concat(
                                    each.baseType().stream(),
                                    each.attributes().stream().map(Column::type))
                            .anyMatch(part -> holds(part, holders, at)))
                    .toList());
        }
        return holders;
    }

    private static boolean holds(TypeName type, Set<UserType> holders, Situation at) {
        return at.catalog()
                .type(QualifiedName.of(type.schema(), type.name()))
                .filter(holders::contains)
                .isPresent();
    }
}
