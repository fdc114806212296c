package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.PartitionBound;
import dev.lockkeeper.sql.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A table, partitioned table or foreign table with columns in order and its constraints; as a partition with its bound,
 * partitioned itself with its strategy and the columns of its key (expressions left out).
 *
 * @param moreColumns it has columns that nobody named: a query made it, or it is like a table of such columns
 */
public record Table(
        QualifiedName name,
        Kind kind,
        Persistence persistence,
        List<Column> columns,
        List<Constraint> constraints,
        Optional<QualifiedName> partitionOf,
        Optional<PartitionBound> bound,
        List<QualifiedName> inherits,
        Optional<String> strategy,
        List<String> partitionKey,
        Optional<QualifiedName> ofType,
        boolean moreColumns,
        Origin origin) {
    /** What stands in {@code pg_class.relkind} for it. */
    public enum Kind {
        TABLE,
        PARTITIONED,
        FOREIGN,
        MATERIALIZED_VIEW
    }

    public Table {
        columns = List.copyOf(columns);
        constraints = List.copyOf(constraints);
        inherits = List.copyOf(inherits);
        partitionKey = List.copyOf(partitionKey);
    }

    /** Nothing is known of its columns: it is only assumed to exist, a materialized view, or made by a query. */
    public boolean columnsUnknown() {
        return moreColumns
                || columns.isEmpty()
                || origin == Origin.EXISTING
                        && columns.stream().noneMatch(column -> column.origin() == Origin.EXISTING);
    }

    public boolean created() {
        return origin == Origin.CREATED;
    }

    public boolean defaultPartition() {
        return bound.filter(PartitionBound.Default.class::isInstance).isPresent();
    }

    public Optional<Column> column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
    }

    public Optional<Constraint> constraint(String wanted) {
        return constraints.stream()
                .filter(constraint -> constraint.name().equals(wanted))
                .findFirst();
    }

    public Optional<Constraint> primaryKey() {
        return constraints.stream()
                .filter(constraint -> constraint.kind() == dev.lockkeeper.sql.ConstraintDefinition.Kind.PRIMARY_KEY)
                .findFirst();
    }

    /** The catalog already guarantees that the column holds no NULL. */
    public boolean provenNotNull(String column) {
        return column(column).map(Column::notNull).orElse(false)
                || constraints.stream().anyMatch(constraint -> constraint.provesNotNull(column));
    }

    /** A table that is no partition, no child and of no type. */
    public static Table plain(
            QualifiedName name, Kind kind, Persistence persistence, List<Column> columns, Origin origin) {
        return new Table(
                name,
                kind,
                persistence,
                columns,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false,
                origin);
    }

    /** {@code CREATE TABLE AS}: what its query gives out is not known. */
    Table madeByQuery() {
        return new Table(
                name,
                kind,
                persistence,
                columns,
                constraints,
                partitionOf,
                bound,
                inherits,
                strategy,
                partitionKey,
                ofType,
                true,
                origin);
    }

    public Table withColumns(List<Column> value) {
        return new Table(
                name,
                kind,
                persistence,
                value,
                constraints,
                partitionOf,
                bound,
                inherits,
                strategy,
                partitionKey,
                ofType,
                moreColumns,
                origin);
    }

    public Table withConstraints(List<Constraint> value) {
        return new Table(
                name,
                kind,
                persistence,
                columns,
                value,
                partitionOf,
                bound,
                inherits,
                strategy,
                partitionKey,
                ofType,
                moreColumns,
                origin);
    }

    public Table withName(QualifiedName value) {
        return new Table(
                value,
                kind,
                persistence,
                columns,
                constraints,
                partitionOf,
                bound,
                inherits,
                strategy,
                partitionKey,
                ofType,
                moreColumns,
                origin);
    }

    /** As a partition of {@code parent}. */
    public Table attachedTo(QualifiedName parent, PartitionBound of) {
        return new Table(
                name,
                kind,
                persistence,
                columns,
                constraints,
                Optional.of(parent),
                Optional.of(of),
                inherits,
                strategy,
                partitionKey,
                ofType,
                moreColumns,
                origin);
    }

    public Table withInherits(List<QualifiedName> value) {
        return new Table(
                name,
                kind,
                persistence,
                columns,
                constraints,
                partitionOf,
                bound,
                value,
                strategy,
                partitionKey,
                ofType,
                moreColumns,
                origin);
    }

    /** As no partition any more. */
    Table detached() {
        return new Table(
                name,
                kind,
                persistence,
                columns,
                constraints,
                Optional.empty(),
                Optional.empty(),
                inherits,
                strategy,
                partitionKey,
                ofType,
                moreColumns,
                origin);
    }

    Table withPartitionKey(List<String> value) {
        return new Table(
                name,
                kind,
                persistence,
                columns,
                constraints,
                partitionOf,
                bound,
                inherits,
                strategy,
                value,
                ofType,
                moreColumns,
                origin);
    }

    public Table withPartitionOf(Optional<QualifiedName> value) {
        return new Table(
                name,
                kind,
                persistence,
                columns,
                constraints,
                value,
                bound,
                inherits,
                strategy,
                partitionKey,
                ofType,
                moreColumns,
                origin);
    }

    Table withOfType(Optional<QualifiedName> value) {
        return new Table(
                name,
                kind,
                persistence,
                columns,
                constraints,
                partitionOf,
                bound,
                inherits,
                strategy,
                partitionKey,
                value,
                moreColumns,
                origin);
    }

    public Table mapColumn(String wanted, UnaryOperator<Column> change) {
        return withColumns(columns.stream()
                .map(column -> column.name().equals(wanted) ? change.apply(column) : column)
                .toList());
    }

    public Table plusColumn(Column column) {
        List<Column> all = new ArrayList<>(columns);
        all.add(column);
        return withColumns(all);
    }

    public Table plusConstraint(Constraint constraint) {
        List<Constraint> all = new ArrayList<>(constraints);
        all.add(constraint);
        return withConstraints(all);
    }
}
