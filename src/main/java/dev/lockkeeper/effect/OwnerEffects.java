package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.catalog.UserType;
import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.PrivilegeStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What roles own, as far as the schema says it: pg_dump writes ALTER … OWNER TO unless it is told --no-owner. */
final class OwnerEffects {
    private OwnerEffects() {}

    /** Every relation of the roles is locked like by OWNER TO; one whose owner is not known may be among them. */
    static List<Effect> reassign(PrivilegeStatement.ReassignOwned reassign, Situation at) {
        Map<QualifiedName, RelationKind> relations = relations(at);
        Optional<QualifiedName> anybodys = relations.keySet().stream()
                .filter(relation -> at.catalog().owner(relation).isEmpty())
                .findFirst();
        boolean extensions = !at.catalog().extensions().stream().allMatch("plpgsql"::equals);
        if (!at.known()
                || extensions
                || anybodys.isPresent()
                || reassign.roles().contains("")) {
            return List.of(new Effect.Unmodelled("REASSIGN OWNED: "
                    + anybodys.map(relation -> "nothing says who owns " + relation.display())
                            .orElse("what the roles own is not known")));
        }
        List<Effect> effects = new ArrayList<>();
        relations.forEach((relation, kind) -> at.catalog()
                .owner(relation)
                .filter(reassign.roles()::contains)
                .ifPresent(owner -> effects.add(new Effect.AcquiresLock(
                        relation, kind, LockMode.ACCESS_EXCLUSIVE, "is " + owner + "'s and gets another owner"))));
        effects.add(new Effect.ChangesRights(
                "whatever belongs to " + String.join(", ", reassign.roles()) + " gets another owner"));
        return effects;
    }

    private static Map<QualifiedName, RelationKind> relations(Situation at) {
        Map<QualifiedName, RelationKind> relations = new LinkedHashMap<>();
        at.catalog().sequences().keySet().forEach(name -> relations.put(name, RelationKind.SEQUENCE));
        at.catalog().views().keySet().forEach(name -> relations.put(name, RelationKind.VIEW));
        at.catalog().types().values().stream()
                .filter(type -> type.kind() == UserType.Kind.COMPOSITE)
                .forEach(type -> relations.put(type.name(), RelationKind.TABLE));
        at.catalog().tables().map(Table::name).forEach(name -> relations.put(name, RelationKind.TABLE));
        return relations;
    }
}
