package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A table, partitioned table or foreign table with columns in order, its constraints and the columns of its partition key. */
public record Table(
        QualifiedName name,
        Kind kind,
        Persistence persistence,
        List<Column> columns,
        List<Constraint> constraints,
        Optional<QualifiedName> partitionOf,
        boolean defaultPartition,
        List<QualifiedName> inherits,
        List<String> partitionKey,
        Optional<QualifiedName> ofType,
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
        return columns.isEmpty()
                || origin == Origin.EXISTING
                        && columns.stream().noneMatch(column -> column.origin() == Origin.EXISTING);
    }

    public boolean created() {
        return origin == Origin.CREATED;
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
                false,
                List.of(),
                List.of(),
                Optional.empty(),
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
                defaultPartition,
                inherits,
                partitionKey,
                ofType,
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
                defaultPartition,
                inherits,
                partitionKey,
                ofType,
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
                defaultPartition,
                inherits,
                partitionKey,
                ofType,
                origin);
    }

    /** As a partition of {@code parent}. */
    public Table attachedTo(QualifiedName parent, boolean asDefault) {
        return new Table(
                name,
                kind,
                persistence,
                columns,
                constraints,
                Optional.of(parent),
                asDefault,
                inherits,
                partitionKey,
                ofType,
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
                defaultPartition,
                value,
                partitionKey,
                ofType,
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
                defaultPartition,
                inherits,
                partitionKey,
                ofType,
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
                defaultPartition,
                inherits,
                partitionKey,
                value,
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
