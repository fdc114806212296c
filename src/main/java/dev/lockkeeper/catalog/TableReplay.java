package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.ConstraintDefinition;
import dev.lockkeeper.sql.ConstraintDefinition.Kind;
import dev.lockkeeper.sql.IndexKey;
import dev.lockkeeper.sql.Persistence;
import dev.lockkeeper.sql.RelationStatement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** CREATE TABLE, CREATE INDEX and the constraints that make indexes. */
final class TableReplay {
    /** "tables can have at most 1600 columns" (54011). */
    private static final int MOST_COLUMNS = 1600;

    private final Replay replay;
    private final PartitionIndexes partitionIndexes;

    TableReplay(Replay replay) {
        this.replay = replay;
        this.partitionIndexes = new PartitionIndexes(replay);
    }

    void create(RelationStatement.CreateTable create, String sql) {
        QualifiedName name = replay.forNew(create.table(), create.persistence() == Persistence.TEMPORARY);
        if (replay.relationTaken(name)) {
            return;
        }
        // Columns of the same name that several parents bring are one column.
        Map<String, Column> columns = new LinkedHashMap<>();
        Stream.concat(create.partitionOf().stream(), create.inherits().stream())
                .flatMap(source -> replay.before.table(source).stream())
                .flatMap(table -> table.columns().stream())
                .forEach(column -> columns.putIfAbsent(column.name(), column));
        Optional<UserType> type = create.ofType().flatMap(replay.before::type);
        type.ifPresent(of -> of.attributes().forEach(each -> columns.putIfAbsent(each.name(), each)));
        Table.Kind kind = create.partitionStrategy().isPresent() ? Table.Kind.PARTITIONED : Table.Kind.TABLE;
        replay.tables.put(
                name,
                new Table(
                        name,
                        kind,
                        create.persistence(),
                        List.copyOf(columns.values()),
                        List.of(),
                        create.partitionOf().map(replay::resolved).filter(parent -> !parent.equals(name)),
                        create.bound(),
                        create.inherits().stream()
                                .flatMap(parent -> replay.before.table(parent).stream())
                                .map(Table::name)
                                .distinct()
                                .toList(),
                        create.partitionStrategy(),
                        create.partitionColumns(),
                        type.map(UserType::name),
                        Stream.of(
                                        create.like(),
                                        create.inherits(),
                                        create.partitionOf().stream().toList())
                                .flatMap(List::stream)
                                .flatMap(other -> replay.before.table(other).stream())
                                .anyMatch(Table::columnsUnknown),
                        replay.origin));
        if (create.tablespace().isPresent()) {
            replay.lies(name, create.tablespace());
        } else {
            replay.liesLike(name, create.partitionOf().map(replay::resolved));
        }
        for (int i = 0; i <= create.columns().size(); i++) {
            copied(name, create, i);
            if (i < create.columns().size()) {
                own(name, create, create.columns().get(i));
            }
        }
        create.constraints().forEach(constraint -> addConstraint(name, constraint));
        create.partitionOf().flatMap(replay.before::table).ifPresent(parent -> inheritConstraints(name, parent));
    }

    private void own(QualifiedName name, RelationStatement.CreateTable create, ColumnDefinition column) {
        if (create.ofType().isPresent() || create.partitionOf().isPresent()) {
            columnOptions(name, column);
        } else {
            addColumn(name, column);
        }
    }

    /** The columns of each LIKE that stands before the column of this number. */
    private void copied(QualifiedName name, RelationStatement.CreateTable create, int before) {
        for (int i = 0; i < create.like().size(); i++) {
            if (create.likeAt().get(i) == before) {
                replay.before.table(create.like().get(i)).map(Table::columns).orElse(List.of()).stream()
                        .filter(column -> replay.tables.containsKey(name)
                                && replay.tables.get(name).column(column.name()).isEmpty())
                        .forEach(column -> update(name, t -> t.plusColumn(column)));
            }
        }
    }

    /** A partition has its parent's constraints, and an index for each of its parent's. */
    private void inheritConstraints(QualifiedName name, Table parent) {
        Table table = replay.tables.get(name);
        if (table == null) {
            return;
        }
        List<Constraint> own = new ArrayList<>(table.constraints());
        parent.constraints().stream()
                .filter(c -> c.kind() != Kind.PRIMARY_KEY && c.kind() != Kind.UNIQUE)
                .forEach(own::add);
        replay.tables.put(name, table.withConstraints(own));
        replay.before.indexesOf(parent.name()).forEach(index -> partitionIndexes.attach(index, name));
    }

    /** A table that becomes a partition gets the indexes of its parent that it does not have. */
    void attach(QualifiedName parent, QualifiedName partition) {
        replay.before.indexesOf(parent).stream()
                .filter(Index::valid)
                .forEach(index -> partitionIndexes.attach(index, partition));
    }

    /** {@code column WITH OPTIONS …} of a typed table or partition: the column comes from elsewhere. */
    private void columnOptions(QualifiedName table, ColumnDefinition options) {
        update(
                table,
                t -> t.mapColumn(
                        options.name(),
                        column -> column.withNotNull(column.notNull() || options.notNull())
                                .withDefault(options.defaultValue().or(column::defaultValue))));
        options.constraints().forEach(constraint -> addConstraint(table, constraint));
    }

    void addColumn(QualifiedName table, ColumnDefinition definition) {
        Table current = replay.tables.get(table);
        if (current == null
                || current.columns().size() >= MOST_COLUMNS
                || current.column(definition.name()).isPresent()) {
            return;
        }
        replay.tables.put(table, current.plusColumn(replay.column(definition)));
        if (definition.identity() || definition.type().serial()) {
            String sequence = DefaultNames.sequence(
                    table.name(), definition.name(), taken -> replay.relationTaken(table.sibling(taken)));
            QualifiedName name = table.sibling(sequence);
            replay.sequences.put(
                    name, new Sequence(name, Optional.of(table), Optional.of(definition.name()), replay.origin));
            Optional<String> owner =
                    replay.holdings.getOrDefault(table, Holding.UNKNOWN).owner();
            replay.hold(name, holding -> holding.ownedBy(owner));
        }
        definition.constraints().forEach(constraint -> addConstraint(table, constraint));
    }

    void addConstraint(QualifiedName table, ConstraintDefinition definition) {
        Table current = replay.tables.get(table);
        if (current == null) {
            return;
        }
        boolean usingIndex = definition.index().isPresent();
        String name = definition
                .name()
                .orElseGet(() -> usingIndex
                        ? definition.index().get()
                        : DefaultNames.constraint(
                                table.name(),
                                definition,
                                taken -> current.constraint(taken).isPresent()
                                        || replay.relationTaken(table.sibling(taken))));
        List<String> columns = usingIndex
                ? Optional.ofNullable(replay.indexes.get(
                                table.sibling(definition.index().get())))
                        .map(Index::leadingColumns)
                        .orElse(List.of())
                : definition.columns();
        if (definition.kind() == Kind.NOT_NULL && !definition.notValid()) {
            columns.forEach(column -> update(table, t -> t.mapColumn(column, c -> c.withNotNull(true))));
        }
        Constraint constraint = new Constraint(
                name,
                definition.kind(),
                columns,
                definition.check(),
                definition.references().map(replay::resolved),
                definition.referencedColumns(),
                !definition.notValid(),
                !definition.notEnforced(),
                replay.origin,
                definition.sql());
        update(table, t -> t.plusConstraint(constraint));
        if (definition.kind() == Kind.PRIMARY_KEY) {
            columns.forEach(column -> update(table, t -> t.mapColumn(column, c -> c.withNotNull(true))));
        }
        if (usingIndex) {
            useIndex(
                    table.sibling(definition.index().get()),
                    table.sibling(name),
                    definition.kind() == Kind.PRIMARY_KEY);
        } else if (definition.kind() == Kind.PRIMARY_KEY
                || definition.kind() == Kind.UNIQUE
                || definition.kind() == Kind.EXCLUDE) {
            QualifiedName index = table.sibling(name);
            List<IndexKey> keys = columns.stream()
                    .map(column -> new IndexKey(Optional.of(column), Optional.empty()))
                    .toList();
            replay.indexes.put(
                    index,
                    new Index(
                            index,
                            table,
                            definition.kind() != Kind.EXCLUDE,
                            definition.kind() == Kind.PRIMARY_KEY,
                            definition.kind() == Kind.EXCLUDE ? "gist" : "btree",
                            keys,
                            Optional.empty(),
                            true,
                            Optional.of(name),
                            replay.origin,
                            definition.sql()));
            replay.lies(index, definition.indexTablespace());
            partitionIndexes.below(index);
        }
    }

    private void useIndex(QualifiedName index, QualifiedName renamed, boolean primary) {
        Index old = replay.indexes.remove(index);
        if (old != null) {
            replay.moveHolding(index, renamed);
            replay.indexes.put(
                    renamed,
                    new Index(
                            renamed,
                            old.table(),
                            true,
                            primary,
                            old.method(),
                            old.keys(),
                            old.where(),
                            old.valid(),
                            Optional.of(renamed.name()),
                            old.origin(),
                            old.sql()));
        }
    }

    void update(QualifiedName table, java.util.function.UnaryOperator<Table> change) {
        replay.tables.computeIfPresent(table, (name, current) -> change.apply(current));
    }

    void index(RelationStatement.CreateIndex create, String sql) {
        Optional<Table> table = replay.before.table(create.table());
        if (table.isEmpty()) {
            return;
        }
        QualifiedName on = table.get().name();
        QualifiedName name = on.sibling(create.name()
                .orElseGet(() -> DefaultNames.index(
                        on.name(), create.keys(), taken -> replay.relationTaken(on.sibling(taken)))));
        if (replay.relationTaken(name)) {
            return;
        }
        boolean valid = !create.only() || table.get().kind() != Table.Kind.PARTITIONED;
        replay.indexes.put(
                name,
                new Index(
                        name,
                        on,
                        create.unique(),
                        false,
                        create.method(),
                        create.keys(),
                        create.where(),
                        valid,
                        Optional.empty(),
                        replay.origin,
                        sql));
        replay.lies(name, create.tablespace());
        if (valid) {
            partitionIndexes.below(name);
        }
    }
}
