package dev.lockkeeper.sql;

import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Statements about tables, partitions, indexes, views and sequences. */
public sealed interface RelationStatement extends Statement {

    /**
     * {@code partitionStrategy} is {@code range}, {@code list} or {@code hash} for a partitioned parent;
     * {@code ofType} the composite type of a typed table, whose own columns then have options and no type;
     * {@code likeAt} before which of the columns each LIKE stands.
     */
    record CreateTable(
            QualifiedName table,
            Persistence persistence,
            boolean ifNotExists,
            List<ColumnDefinition> columns,
            List<ConstraintDefinition> constraints,
            Optional<QualifiedName> partitionOf,
            Optional<PartitionBound> bound,
            Optional<String> partitionStrategy,
            List<String> partitionColumns,
            List<QualifiedName> inherits,
            List<QualifiedName> like,
            List<Integer> likeAt,
            Optional<QualifiedName> ofType,
            Optional<String> tablespace)
            implements RelationStatement {
        public CreateTable {
            columns = List.copyOf(columns);
            constraints = List.copyOf(constraints);
            partitionColumns = List.copyOf(partitionColumns);
            inherits = List.copyOf(inherits);
            like = List.copyOf(like);
            likeAt = List.copyOf(likeAt);
        }

        public boolean defaultPartition() {
            return bound.filter(PartitionBound.Default.class::isInstance).isPresent();
        }
    }

    /**
     * {@code CREATE TABLE AS}, {@code SELECT INTO} and {@code CREATE MATERIALIZED VIEW}; {@code wholly} are those of
     * {@code reads} whose every column it takes, {@code uses} the columns that the query names.
     */
    record CreateTableAs(
            QualifiedName table,
            boolean temporary,
            boolean materializedView,
            boolean ifNotExists,
            boolean withData,
            Optional<String> tablespace,
            List<QualifiedName> reads,
            List<QualifiedName> wholly,
            List<ColumnUse> uses,
            NestedWrites nested)
            implements RelationStatement {
        public CreateTableAs {
            wholly = List.copyOf(wholly);
            uses = List.copyOf(uses);
            reads = List.copyOf(reads);
        }
    }

    /** {@code ALTER TABLE} and the same subcommands on other relations ({@code kind}). */
    record AlterTable(ObjectKind kind, QualifiedName table, boolean only, boolean ifExists, List<AlterAction> actions)
            implements RelationStatement {
        public AlterTable {
            actions = List.copyOf(actions);
        }
    }

    /** {@code ALTER TABLE ALL IN TABLESPACE … SET TABLESPACE}, and the same for indexes and materialized views. */
    record MoveAll(ObjectKind kind, String from, String to) implements RelationStatement {}

    /** {@code only} are those of {@code tables} whose descendants are left alone. */
    record Truncate(List<QualifiedName> tables, Set<QualifiedName> only, boolean cascade, boolean restartIdentity)
            implements RelationStatement {
        public Truncate {
            tables = List.copyOf(tables);
            only = Set.copyOf(only);
        }
    }

    /** {@code keys} are column names, or the text of an expression; {@code keyColumns} all columns the index reads. */
    record CreateIndex(
            Optional<String> name,
            QualifiedName table,
            boolean only,
            boolean concurrently,
            boolean unique,
            boolean ifNotExists,
            String method,
            List<IndexKey> keys,
            List<String> include,
            Optional<Expression> where,
            boolean nullsNotDistinct,
            Optional<String> tablespace)
            implements RelationStatement {
        public CreateIndex {
            keys = List.copyOf(keys);
            include = List.copyOf(include);
        }
    }

    /** {@code tablespace} is where the new indexes go. */
    record Reindex(ObjectKind kind, Optional<QualifiedName> object, boolean concurrently, Optional<String> tablespace)
            implements RelationStatement {}

    record Cluster(Optional<QualifiedName> table, Optional<String> index) implements RelationStatement {}

    /**
     * {@code wholly} are those of {@code reads} whose every column it takes, {@code uses} the columns that the query names,
     * {@code columns} every word among these,
     * {@code outputs} what the view shows as far as the text says it
     * (empty when a part of it cannot be told), {@code aliases} the names given behind the view's own.
     */
    record CreateView(
            QualifiedName view,
            boolean temporary,
            boolean orReplace,
            List<QualifiedName> reads,
            List<QualifiedName> wholly,
            List<ColumnUse> uses,
            List<String> columns,
            Optional<List<ViewOutput>> outputs,
            List<String> aliases)
            implements RelationStatement {
        public CreateView {
            wholly = List.copyOf(wholly);
            uses = List.copyOf(uses);
            reads = List.copyOf(reads);
            columns = List.copyOf(columns);
            outputs = outputs.map(List::copyOf);
            aliases = List.copyOf(aliases);
        }
    }

    record RefreshMaterializedView(QualifiedName view, boolean concurrently, boolean withData)
            implements RelationStatement {}

    record CreateSequence(
            QualifiedName sequence,
            boolean ifNotExists,
            Optional<QualifiedName> ownedByTable,
            Optional<String> ownedByColumn)
            implements RelationStatement {}

    /**
     * {@code restart} is true when the next value is set, {@code restartWith} to which; {@code type} is that of AS,
     * {@code freed} is OWNED BY NONE.
     */
    record AlterSequence(
            QualifiedName sequence,
            boolean ifExists,
            boolean restart,
            OptionalLong restartWith,
            Optional<String> type,
            Optional<QualifiedName> ownedByTable,
            Optional<String> ownedByColumn,
            boolean freed)
            implements RelationStatement {}

    /** {@code columns} when a column list is given, which only ANALYZE takes. */
    record Vacuum(List<QualifiedName> tables, boolean full, boolean analyze, boolean vacuum, boolean columns)
            implements RelationStatement {
        public Vacuum {
            tables = List.copyOf(tables);
        }
    }

    /** {@code only} are those of {@code tables} whose descendants are left alone. */
    record LockTable(List<QualifiedName> tables, Set<QualifiedName> only, LockMode mode, boolean nowait)
            implements RelationStatement {
        public LockTable {
            tables = List.copyOf(tables);
            only = Set.copyOf(only);
        }
    }
}
