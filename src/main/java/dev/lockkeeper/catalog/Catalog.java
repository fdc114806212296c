package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.ViewOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The schema at one moment. {@link #apply} gives the schema after one statement; nothing here ever changes.
 * Names inside always say their schema; look-ups resolve a bare name along the search path. {@code holdings} say
 * who holds a relation and where it lies, {@code defaultTablespace} where a new one would (empty when that is not known).
 */
public record Catalog(
        List<String> searchPath,
        Map<QualifiedName, Table> tablesByName,
        Map<QualifiedName, Index> indexes,
        Map<QualifiedName, View> views,
        Map<QualifiedName, List<Function>> functionsByName,
        List<Trigger> triggers,
        Map<QualifiedName, Sequence> sequences,
        Map<QualifiedName, UserType> types,
        List<TableTie> ties,
        List<String> schemas,
        List<String> extensions,
        Map<QualifiedName, Holding> holdings,
        Optional<String> defaultTablespace) {

    /** The schema of the session's temporary relations; it is searched first. */
    public static final String TEMPORARY = "pg_temp";

    private static final Base.Link<Index> TABLE_OF_INDEX = new Base.Link<>(index -> Stream.of(index.table()));
    private static final Base.Link<Table> REFERENCED_TABLES = new Base.Link<>(
            table -> table.constraints().stream().flatMap(constraint -> constraint.references().stream()));
    private static final Base.Link<Table> PARTITIONED_TABLE = new Base.Link<>(table -> table.partitionOf().stream());
    private static final Base.Link<Table> TYPE = new Base.Link<>(table -> table.ofType().stream());
    private static final Base.Link<Table> PARENTS =
            new Base.Link<>(table -> Stream.concat(table.partitionOf().stream(), table.inherits().stream()));

    public Catalog {
        searchPath = List.copyOf(searchPath);
        tablesByName = Snapshot.of(tablesByName);
        indexes = Snapshot.of(indexes);
        views = Snapshot.of(views);
        functionsByName = Snapshot.of(functionsByName);
        triggers = List.copyOf(triggers);
        sequences = Snapshot.of(sequences);
        types = Snapshot.of(types);
        ties = List.copyOf(ties);
        schemas = List.copyOf(schemas);
        extensions = List.copyOf(extensions);
        holdings = Snapshot.of(holdings);
    }

    /** A foreign key and the table that holds it. */
    public record Reference(QualifiedName table, Constraint constraint) {}

    public static Catalog empty() {
        return new Catalog(
                List.of("public"),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of("public"),
                List.of(),
                Map.of(),
                Optional.empty());
    }

    /** The same with one more table. */
    public Catalog withTable(Table table) {
        Map<QualifiedName, Table> more = new Workpiece<>(tablesByName);
        more.put(table.name(), table);
        return with(more, indexes);
    }

    /** The same with one more index. */
    public Catalog withIndex(Index index) {
        Map<QualifiedName, Index> more = new Workpiece<>(indexes);
        more.put(index.name(), index);
        return with(tablesByName, more);
    }

    private Catalog with(Map<QualifiedName, Table> newTables, Map<QualifiedName, Index> newIndexes) {
        return new Catalog(
                searchPath,
                newTables,
                newIndexes,
                views,
                functionsByName,
                triggers,
                sequences,
                types,
                ties,
                schemas,
                extensions,
                holdings,
                defaultTablespace);
    }

    /** The catalog after {@code statement}, whose text is {@code sql}; what PostgreSQL would refuse changes nothing. */
    public Catalog apply(Statement statement, String sql, Origin origin) {
        return new Replay(this, origin).apply(statement, sql);
    }

    /** The same with a schema that is searched before the others. */
    public Catalog searching(String schema) {
        List<String> path = new ArrayList<>(searchPath);
        path.remove(schema);
        path.addFirst(schema);
        return searchingOnly(path);
    }

    Catalog searchingOnly(List<String> path) {
        return new Catalog(
                path,
                tablesByName,
                indexes,
                views,
                functionsByName,
                triggers,
                sequences,
                types,
                ties,
                schemas,
                extensions,
                holdings,
                defaultTablespace);
    }

    /** The schema-qualified name of an existing relation. */
    public Optional<QualifiedName> resolve(QualifiedName name) {
        return candidates(name)
                .filter(candidate -> tablesByName.containsKey(candidate)
                        || indexes.containsKey(candidate)
                        || views.containsKey(candidate)
                        || sequences.containsKey(candidate)
                        || types.containsKey(candidate))
                .findFirst();
    }

    /** Where a new object of this name would be made. */
    public QualifiedName forNew(QualifiedName name) {
        return name.inSchema(searchPath.stream()
                .filter(schema -> !schema.equals(TEMPORARY))
                .findFirst()
                .orElse("public"));
    }

    private Stream<QualifiedName> candidates(QualifiedName name) {
        return name.hasSchema()
                ? Stream.of(name)
                : Stream.concat(Stream.of(TEMPORARY), searchPath.stream()).map(name::inSchema);
    }

    private <V> Optional<V> find(Map<QualifiedName, V> map, QualifiedName name) {
        return candidates(name).filter(map::containsKey).findFirst().map(map::get);
    }

    private Holding holding(QualifiedName relation) {
        return holdings.getOrDefault(relation, Holding.UNKNOWN);
    }

    /** Who owns the relation, when something says so. */
    public Optional<String> owner(QualifiedName relation) {
        return holding(relation).owner();
    }

    /** In which tablespace the relation lies, when something says so; the empty text is the database's own. */
    public Optional<String> tablespace(QualifiedName relation) {
        return holding(relation).tablespace();
    }

    /** The roles that a GRANT gave a right on the relation. */
    public List<String> grantees(QualifiedName relation) {
        return holding(relation).grantees();
    }

    public Stream<Table> tables() {
        return Snapshot.of(tablesByName).stream();
    }

    public Optional<Table> table(QualifiedName name) {
        return find(tablesByName, name);
    }

    public Optional<Index> index(QualifiedName name) {
        return find(indexes, name);
    }

    public Optional<View> view(QualifiedName name) {
        return find(views, name);
    }

    public Optional<Sequence> sequence(QualifiedName name) {
        return find(sequences, name);
    }

    /** The sequence that the column owns. */
    public Optional<Sequence> sequenceOf(QualifiedName table, String column) {
        return sequences.values().stream()
                .filter(sequence -> sequence.ownedByTable().map(table::equals).orElse(false)
                        && sequence.ownedByColumn().map(column::equals).orElse(false))
                .findFirst();
    }

    /** The sequences that columns of the table own. */
    Stream<Sequence> sequencesOf(QualifiedName table) {
        return sequences.values().stream()
                .filter(sequence -> sequence.ownedByTable().map(table::equals).orElse(false));
    }

    public Optional<UserType> type(QualifiedName name) {
        return find(types, name);
    }

    /** All overloads of a routine. */
    public List<Function> functions(QualifiedName name) {
        return find(functionsByName, name).orElse(List.of());
    }

    /** {@code immutable}, {@code stable} or {@code volatile} of a user's function; the worst of its overloads. */
    public Optional<String> functionVolatility(QualifiedName name) {
        List<Function> overloads = functions(name);
        if (overloads.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                overloads.stream().anyMatch(f -> f.volatility().equals("volatile"))
                        ? "volatile"
                        : overloads.stream().anyMatch(f -> f.volatility().equals("stable")) ? "stable" : "immutable");
    }

    public List<Index> indexesOf(QualifiedName table) {
        return Snapshot.of(indexes).referring(TABLE_OF_INDEX, table);
    }

    public List<Trigger> triggersOf(QualifiedName table) {
        return triggers.stream()
                .filter(trigger -> trigger.table().equals(table))
                .toList();
    }

    public Stream<TableTie> tiesOf(QualifiedName table, TableTie.Kind kind) {
        return ties.stream().filter(tie -> tie.kind() == kind && tie.table().equals(table));
    }

    /** The tables that the rule, policy, statistics or publication of this name hangs on. */
    public Stream<TableTie> ties(TableTie.Kind kind, QualifiedName name) {
        return ties.stream()
                .filter(tie -> tie.kind() == kind
                        && (tie.name().equals(name)
                                || !name.hasSchema()
                                        && tie.name().name().equals(name.name())
                                        && (!tie.name().hasSchema()
                                                || searchPath.contains(
                                                        tie.name().schema()))));
    }

    /** Foreign keys of other tables, and of the table itself, that reference {@code table}. */
    public List<Reference> foreignKeysTo(QualifiedName table) {
        return Snapshot.of(tablesByName).referring(REFERENCED_TABLES, table).stream()
                .flatMap(holder -> holder.constraints().stream()
                        .filter(constraint ->
                                constraint.references().map(table::equals).orElse(false))
                        .map(constraint -> new Reference(holder.name(), constraint)))
                .toList();
    }

    public List<Constraint> foreignKeysOf(QualifiedName table) {
        return table(table).map(Table::constraints).orElse(List.of()).stream()
                .filter(constraint -> constraint.references().isPresent())
                .toList();
    }

    /** Tables {@code OF} the composite type: they have its attributes as columns. */
    public List<Table> tablesOf(QualifiedName type) {
        return Snapshot.of(tablesByName).referring(TYPE, type);
    }

    public List<Table> partitionsOf(QualifiedName table) {
        return Snapshot.of(tablesByName).referring(PARTITIONED_TABLE, table);
    }

    /** Partitions and tables that inherit. */
    public List<Table> childrenOf(QualifiedName table) {
        return Snapshot.of(tablesByName).referring(PARENTS, table);
    }

    /** Views that read the table, and take the column when one is given ({@code *} takes every column). */
    public List<View> viewsReading(QualifiedName table, Optional<String> column) {
        return views.values().stream()
                .filter(view -> view.reads().contains(table))
                .filter(view -> column.map(name -> view.uses().contains(new View.Use(table, name))
                                || view.wholly().contains(table))
                        .orElse(true))
                .toList();
    }

    /** Empty when the relation or its columns are not known. */
    Optional<Boolean> hasColumn(QualifiedName relation, String column) {
        return view(relation)
                .flatMap(View::columns)
                .map(columns -> columns.contains(column))
                .or(() -> table(relation)
                        .filter(table -> !table.columnsUnknown())
                        .map(table -> table.column(column).isPresent()));
    }

    /** The columns that the view would have; empty when its text does not say them all for certain. */
    public Optional<List<String>> columnsOf(RelationStatement.CreateView create) {
        if (create.outputs().isEmpty()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (ViewOutput output : create.outputs().get()) {
            switch (output) {
                case ViewOutput.Named named -> names.add(named.name());
                case ViewOutput.AllOf all -> {
                    Optional<List<String>> columns = table(all.relation())
                            .filter(table -> !table.columnsUnknown())
                            .map(table ->
                                    table.columns().stream().map(Column::name).toList())
                            .or(() -> view(all.relation()).flatMap(View::columns));
                    if (columns.isEmpty()) {
                        return Optional.empty();
                    }
                    names.addAll(columns.get());
                }
            }
        }
        for (int i = 0; i < Math.min(create.aliases().size(), names.size()); i++) {
            names.set(i, create.aliases().get(i));
        }
        return Optional.of(names);
    }

    /** Routines whose text mentions the word, for usage evidence; a text match, no proof. */
    public List<Function> functionsMentioning(String word) {
        return functionsByName.values().stream()
                .flatMap(List::stream)
                .filter(function -> mentions(function.sql(), word))
                .toList();
    }

    private static boolean mentions(String sql, String word) {
        return Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])")
                .matcher(sql)
                .find();
    }
}
