package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;

/** Statements about what hangs on tables: rules, policies, statistics, publications, subscriptions. */
public sealed interface TieStatement extends Statement {

    /** {@code reads} and {@code writes} are the relations of its actions and condition. */
    record CreateRule(String name, QualifiedName table, List<QualifiedName> reads, List<QualifiedName> writes)
            implements TieStatement {
        public CreateRule {
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
        }
    }

    /**
     * {@code CREATE POLICY} or {@code ALTER POLICY}; {@code reads} are the relations its expressions ask;
     * {@code open} when it is permissive and its USING or WITH CHECK holds for every row;
     * the columns of the table itself that USING and WITH CHECK name, each empty when the statement does not say it.
     */
    record Policy(
            String name,
            QualifiedName table,
            boolean create,
            boolean open,
            List<QualifiedName> reads,
            Optional<List<String>> usingColumns,
            Optional<List<String>> checkColumns)
            implements TieStatement {
        public Policy {
            usingColumns = usingColumns.map(List::copyOf);
            checkColumns = checkColumns.map(List::copyOf);
            reads = List.copyOf(reads);
        }
    }

    record CreateStatistics(Optional<QualifiedName> name, List<QualifiedName> tables) implements TieStatement {
        public CreateStatistics {
            tables = List.copyOf(tables);
        }
    }

    record CreatePublication(String name, boolean allTables, List<QualifiedName> tables) implements TieStatement {
        public CreatePublication {
            tables = List.copyOf(tables);
        }
    }

    /** {@code ALTER PUBLICATION}: {@code tables} are those it adds, sets or drops. */
    record AlterPublication(String name, PublicationChange change, List<QualifiedName> tables) implements TieStatement {
        public AlterPublication {
            tables = List.copyOf(tables);
        }
    }

    record CreateSubscription(String name) implements TieStatement {}
}
