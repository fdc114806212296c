package dev.lockkeeper.effect;

import static dev.lockkeeper.effect.Situation.lock;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.TypeStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Enums, domains and other types, and the tables whose columns have them. */
final class TypeEffects {
    private TypeEffects() {}

    static List<Effect> alterEnum(TypeStatement.AlterEnum alter, Situation at) {
        if (alter.renamed().isEmpty()) {
            return at.version().atLeast(12)
                    ? List.of()
                    : List.of(new Effect.ForbiddenInTransaction("ALTER TYPE … ADD VALUE"));
        }
        return List.of(new Effect.BreaksRunningCode(
                at.resolve(alter.type()), Optional.empty(), "code that says the old label fails with 22P02"));
    }

    /** What existing values have to satisfy is looked up in every table that uses the domain, under SHARE. */
    static List<Effect> alterDomain(TypeStatement.AlterDomain alter, Situation at) {
        Optional<UserType> domain = at.catalog().type(alter.domain());
        if (domain.isEmpty()) {
            return at.known()
                    ? List.of(new Effect.Refused("42704", "type \"" + alter.domain() + "\" does not exist"))
                    : List.of(new Effect.Unmodelled("ALTER DOMAIN: it checks every table that uses the domain"));
        }
        List<Effect> effects = new ArrayList<>();
        if (alter.checksRows()) {
            for (Table table : usedBy(domain.get(), at)) {
                effects.add(lock(table.name(), LockMode.SHARE, "ALTER DOMAIN checks each value"));
                effects.add(new Effect.ScansTable(table.name(), 1, "ALTER DOMAIN checks each value"));
                effects.add(new Effect.FailsOnData(
                        table.name(),
                        columns(table, domain.get(), at),
                        alter.change().equals("O") ? "23502" : "23514",
                        "a column of table \"" + table.name().name()
                                + "\" contains values that violate the new constraint",
                        false,
                        Optional.empty()));
            }
        }
        return effects;
    }

    /** DROP of a type: its columns go with CASCADE. */
    static List<Effect> drop(QualifiedName name, ObjectStatement.Drop drop, Situation at) {
        Optional<UserType> type = at.catalog().type(name);
        if (type.isEmpty()) {
            return at.known() && !drop.ifExists()
                    ? List.of(new Effect.Refused("42704", "type \"" + name + "\" does not exist"))
                    : List.of();
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.BreaksRunningCode(type.get().name(), Optional.empty(), "code that uses it fails"));
        for (Table table : usedBy(type.get(), at)) {
            List<String> columns = columns(table, type.get(), at);
            if (!drop.cascade()) {
                effects.add(new Effect.Refused(
                        "2BP01",
                        "cannot drop type " + name.display() + " because column " + columns.getFirst() + " of table "
                                + table.name().display() + " depends on it"));
                continue;
            }
            effects.add(lock(table.name(), LockMode.ACCESS_EXCLUSIVE, "its column is dropped by CASCADE"));
            for (String column : columns) {
                effects.add(new Effect.DestroysData(
                        table.name(),
                        Optional.of(column),
                        "every value of " + table.name().display() + "." + column));
                effects.addAll(ViewEffects.dependants(table.name(), Optional.of(column), drop, at));
            }
        }
        effects.addAll(CompositeEffects.dropped(type.get(), drop, at));
        return effects;
    }

    static List<Table> usedBy(UserType type, Situation at) {
        return at.catalog()
                .tables()
                .filter(table -> table.kind() != Table.Kind.PARTITIONED)
                .filter(table -> !columns(table, type, at).isEmpty())
                .toList();
    }

    static List<String> columns(Table table, UserType type, Situation at) {
        return table.columns().stream()
                .filter(column -> at.catalog()
                        .type(QualifiedName.of(
                                column.type().schema(), column.type().name()))
                        .map(type::equals)
                        .orElse(false))
                .map(column -> column.name())
                .toList();
    }
}
