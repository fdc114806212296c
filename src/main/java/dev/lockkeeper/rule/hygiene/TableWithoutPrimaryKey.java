package dev.lockkeeper.rule.hygiene;

import com.google.auto.service.AutoService;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.Persistence;
import dev.lockkeeper.sql.RelationStatement;
import java.util.stream.Stream;

/** A permanent table that ends the migration without a key of its own. */
@AutoService(Rule.class)
public final class TableWithoutPrimaryKey implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(
                        at -> at.statement()
                                .meaning()
                                .withInner()
                                .filter(RelationStatement.CreateTable.class::isInstance)
                                .map(RelationStatement.CreateTable.class::cast)
                                .filter(create -> ownTable(create) && keyless(analysis, at, create))
                                .map(
                                        create -> Hit.at(
                                                at,
                                                create.table().display()
                                                        + " has no primary key: rows that are alike cannot be told apart, neither by"
                                                        + " a repair nor by logical replication.",
                                                "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, or the columns that name a row.")));
    }

    /** Partitions, children and copies have the key of another table, or none by intent. */
    private static boolean ownTable(RelationStatement.CreateTable create) {
        return create.persistence() == Persistence.PERMANENT
                && create.partitionOf().isEmpty()
                && create.inherits().isEmpty()
                && create.like().isEmpty()
                && !create.columns().isEmpty();
    }

    private static boolean keyless(Analysis analysis, StatementEffects at, RelationStatement.CreateTable create) {
        return at.before().table(at.before().forNew(create.table())).isEmpty()
                && analysis.end()
                        .table(at.before().forNew(create.table()))
                        .map(table -> table.primaryKey().isEmpty() && table.kind() != Table.Kind.FOREIGN)
                        .orElse(false);
    }
}
