package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** CREATE SCHEMA, with what the statements inside it do, one after the other. */
final class SchemaEffects {
    private SchemaEffects() {}

    static List<Effect> create(ObjectStatement.CreateSchema create, Situation at) {
        if (at.catalog().schemas().contains(create.schema())) {
            return create.ifNotExists()
                    ? List.of()
                    : List.of(new Effect.Refused("42P06", "schema \"" + create.schema() + "\" already exists"));
        }
        List<Effect> effects = new ArrayList<>();
        Catalog catalog = at.catalog()
                .apply(
                        new ObjectStatement.CreateSchema(create.schema(), create.ifNotExists(), List.of()),
                        "",
                        Origin.CREATED)
                .searching(create.schema());
        for (Statement element : create.elements()) {
            elsewhere(element, create.schema()).ifPresent(effects::add);
            effects.addAll(EffectModel.of(element, at.in(at.nesting(), catalog)));
            catalog = catalog.apply(element, "", Origin.CREATED);
        }
        return effects;
    }

    private static Optional<Effect> elsewhere(Statement element, String schema) {
        Optional<QualifiedName> named = switch (element) {
            case RelationStatement.CreateTable table -> Optional.of(table.table());
            case RelationStatement.CreateView view -> Optional.of(view.view());
            case RelationStatement.CreateSequence sequence -> Optional.of(sequence.sequence());
            case RelationStatement.CreateIndex index -> Optional.of(index.table());
            case RoutineStatement.CreateTrigger trigger -> Optional.of(trigger.table());
            default -> Optional.empty();
        };
        return named.filter(name -> !name.schema().equals(schema))
                .map(name -> new Effect.Refused(
                        "42P15",
                        "CREATE specifies a schema (" + name.schema() + ") different from the one being created ("
                                + schema + ")"));
    }
}
