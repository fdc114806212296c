package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.PrivilegeStatement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Owners and tablespaces of relations, as they change. */
final class HoldingReplay {
    private final Replay replay;

    HoldingReplay(Replay replay) {
        this.replay = replay;
    }

    /** A table's sequences go with it; a role without a name is whoever runs the statement. */
    void owner(QualifiedName object, String owner) {
        replay.before.resolve(object).ifPresent(relation -> {
            Optional<String> role = Optional.of(owner).filter(name -> !name.isEmpty());
            replay.hold(relation, holding -> holding.ownedBy(role));
            replay.sequences.values().stream()
                    .filter(sequence ->
                            sequence.ownedByTable().map(relation::equals).orElse(false))
                    .map(Sequence::name)
                    .toList()
                    .forEach(sequence -> replay.hold(sequence, holding -> holding.ownedBy(role)));
        });
    }

    void reassign(PrivilegeStatement.ReassignOwned reassign) {
        Optional<String> role = Optional.of(reassign.newRole()).filter(name -> !name.isEmpty());
        replay.holdings.replaceAll((relation, holding) ->
                holding.owner().filter(reassign.roles()::contains).isPresent() ? holding.ownedBy(role) : holding);
    }

    void moved(QualifiedName relation, String tablespace) {
        replay.hold(relation, holding -> holding.lyingIn(Optional.of(tablespace)));
    }

    void nobodyKnowsWhere(Set<QualifiedName> relations) {
        List.copyOf(relations).forEach(name -> replay.hold(name, holding -> holding.lyingIn(Optional.empty())));
    }
}
