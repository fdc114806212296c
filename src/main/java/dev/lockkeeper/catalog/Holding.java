package dev.lockkeeper.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who holds a relation and where: nothing of it belongs to its definition.
 *
 * @param owner empty when nothing says who owns it (pg_dump --no-owner, or made by whoever runs the migration)
 * @param tablespace the empty text is the database's own; empty when nothing says where it lies
 * @param grantees the roles that a GRANT gave a right on it
 */
public record Holding(Optional<String> owner, Optional<String> tablespace, List<String> grantees) {
    static final Holding UNKNOWN = new Holding(Optional.empty(), Optional.empty(), List.of());

    public Holding {
        grantees = List.copyOf(grantees);
    }

    Holding ownedBy(Optional<String> value) {
        return new Holding(value, tablespace, grantees);
    }

    Holding lyingIn(Optional<String> value) {
        return new Holding(owner, value, grantees);
    }

    Holding grantedTo(List<String> roles) {
        List<String> all = new ArrayList<>(grantees);
        roles.stream().filter(role -> !all.contains(role)).forEach(all::add);
        return new Holding(owner, tablespace, all);
    }
}
