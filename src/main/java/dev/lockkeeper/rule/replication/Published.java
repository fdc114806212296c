package dev.lockkeeper.rule.replication;

import dev.lockkeeper.context.ServerFacts;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.pg.QualifiedName;
import java.util.Optional;

/** Which tables production sends by logical replication, as the context says. */
final class Published {
    private Published() {}

    static boolean any(Analysis analysis) {
        return !analysis.context().server().publications().isEmpty();
    }

    static boolean all(Analysis analysis) {
        return analysis.context().server().publications().stream().anyMatch(ServerFacts.Publication::allTables);
    }

    static boolean has(Analysis analysis, QualifiedName table) {
        return all(analysis) || explicit(analysis, table).isPresent();
    }

    /** The name of a publication that sends the table. */
    static Optional<String> explicit(Analysis analysis, QualifiedName table) {
        return analysis.context().server().publications().stream()
                .filter(publication -> publication.allTables()
                        || publication.tables().stream()
                                .anyMatch(name -> name.inSchema("public").equals(table.inSchema("public"))))
                .map(ServerFacts.Publication::name)
                .findFirst();
    }
}
