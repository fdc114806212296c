package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ColumnDefinition.GeneratedKind;
import dev.lockkeeper.sql.ColumnUse;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.Persistence;
import dev.lockkeeper.sql.PrivilegeStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TieStatement;
import dev.lockkeeper.sql.TypeStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** One statement replayed on a copy of the catalog: a short-lived workbench that ends in a new {@link Catalog}. */
final class Replay {
    final Catalog before;
    final Origin origin;
    final Map<QualifiedName, Table> tables;
    final Map<QualifiedName, Index> indexes;
    final Map<QualifiedName, View> views;
    final Map<QualifiedName, List<Function>> functions;
    final List<Trigger> triggers;
    final Map<QualifiedName, Sequence> sequences;
    final Map<QualifiedName, UserType> types;
    final List<TableTie> ties;
    final List<String> schemas;
    private final List<String> extensions;
    final Map<QualifiedName, Holding> holdings;
    private List<String> searchPath;
    private Optional<String> defaultTablespace;

    Replay(Catalog before, Origin origin) {
        this.before = before;
        this.origin = origin;
        this.tables = new Workpiece<>(before.tablesByName());
        this.indexes = new Workpiece<>(before.indexes());
        this.views = new Workpiece<>(before.views());
        this.functions = new Workpiece<>(before.functionsByName());
        this.triggers = new ArrayList<>(before.triggers());
        this.sequences = new Workpiece<>(before.sequences());
        this.types = new Workpiece<>(before.types());
        this.ties = new ArrayList<>(before.ties());
        this.schemas = new ArrayList<>(before.schemas());
        this.extensions = new ArrayList<>(before.extensions());
        this.holdings = new Workpiece<>(before.holdings());
        this.searchPath = before.searchPath();
        this.defaultTablespace = before.defaultTablespace();
    }

    Catalog apply(Statement statement, String sql) {
        switch (statement) {
            case ObjectStatement.CreateSchema create
            when !create.elements().isEmpty() -> {
                return withElements(create, sql);
            }
            case RelationStatement.CreateTable create -> new TableReplay(this).create(create, sql);
            case RelationStatement.CreateTableAs create -> createTableAs(create, sql);
            case RelationStatement.AlterTable alter -> new AlterReplay(this).alter(alter);
            case ObjectStatement.Rename rename -> new RenameReplay(this).rename(rename);
            case ObjectStatement.SetSchema set -> new RenameReplay(this).move(set);
            case ObjectStatement.Drop drop -> new DropReplay(this).drop(drop);
            case RelationStatement.CreateIndex create -> new TableReplay(this).index(create, sql);
            case RelationStatement.CreateView create -> {
                QualifiedName name = forNew(create.view(), create.temporary());
                views.put(
                        name,
                        new View(
                                name,
                                false,
                                create.reads().stream().map(this::resolved).toList(),
                                create.wholly().stream().map(this::resolved).toList(),
                                used(create.uses()),
                                before.columnsOf(create),
                                sql,
                                origin));
            }
            case RelationStatement.CreateSequence create -> {
                QualifiedName name = before.forNew(create.sequence());
                sequences.putIfAbsent(
                        name,
                        new Sequence(name, create.ownedByTable().map(this::resolved), create.ownedByColumn(), origin));
            }
            case RelationStatement.AlterSequence alter ->
                before.resolve(alter.sequence()).ifPresent(name -> {
                    if (alter.freed() || alter.ownedByTable().isPresent()) {
                        sequences.put(
                                name,
                                new Sequence(
                                        name, alter.ownedByTable().map(this::resolved), alter.ownedByColumn(), origin));
                    }
                });
            case TypeStatement type -> new TypeReplay(this).type(type);
            case RoutineStatement.CreateFunction create -> function(create, sql);
            case RoutineStatement.CreateTrigger create ->
                triggers.add(new Trigger(
                        create.name(),
                        resolved(create.table()),
                        before.functions(create.function()).stream()
                                .findFirst()
                                .map(Function::name)
                                .orElseGet(() -> before.forNew(create.function())),
                        origin));
            case ObjectStatement.CreateSchema create -> {
                if (!schemas.contains(create.schema())) {
                    schemas.add(create.schema());
                }
            }
            case TieStatement.CreateRule create -> new TieReplay(this).rule(create);
            case TieStatement.Policy policy -> new TieReplay(this).policy(policy);
            case TieStatement.CreateStatistics create -> new TieReplay(this).statistics(create);
            case TieStatement.CreatePublication create -> new TieReplay(this).publication(create);
            case TieStatement.AlterPublication alter -> new TieReplay(this).publication(alter);
            case RelationStatement.Cluster cluster
            when cluster.table().isPresent() && cluster.index().isPresent() ->
                new TieReplay(this).clustered(cluster.table().get(), cluster.index());
            case ObjectStatement.CreateExtension create -> extensions.add(create.extension());
            case PrivilegeStatement.Grant grant -> grant(grant);
            case PrivilegeStatement.ReassignOwned reassign -> new HoldingReplay(this).reassign(reassign);
            case ObjectStatement.SetOwner set -> new HoldingReplay(this).owner(set.object(), set.owner());
            case RelationStatement.MoveAll move -> new HoldingReplay(this).nobodyKnowsWhere(holdings.keySet());
            case RelationStatement.Reindex reindex
            when reindex.tablespace().isPresent() -> new HoldingReplay(this).nobodyKnowsWhere(indexes.keySet());
            case SessionStatement.Discard discard -> defaultTablespace = Optional.empty();
            case SessionStatement.SetVariable set -> set(set);
            // Nothing else changes a schema; the same catalog again saves a copy of it for each row statement.
            default -> {
                return before;
            }
        }
        return new Catalog(
                searchPath,
                tables,
                indexes,
                views,
                functions,
                triggers,
                sequences,
                types,
                ties,
                schemas,
                extensions,
                holdings,
                defaultTablespace);
    }

    /** What the statements inside make is found first in the new schema. */
    private Catalog withElements(ObjectStatement.CreateSchema create, String sql) {
        if (before.schemas().contains(create.schema())) {
            return before;
        }
        Catalog catalog = apply(new ObjectStatement.CreateSchema(create.schema(), false, List.of()), "")
                .searching(create.schema());
        for (Statement element : create.elements()) {
            catalog = catalog.apply(element, sql, origin);
        }
        return catalog.searchingOnly(before.searchPath());
    }

    /** Temporary relations stand in a schema of the session's own, before every other. */
    QualifiedName forNew(QualifiedName name, boolean temporary) {
        return temporary && !name.hasSchema() ? QualifiedName.of(Catalog.TEMPORARY, name.name()) : before.forNew(name);
    }

    QualifiedName resolved(QualifiedName name) {
        return before.resolve(name).orElseGet(() -> before.forNew(name));
    }

    boolean relationTaken(QualifiedName name) {
        return tables.containsKey(name)
                || indexes.containsKey(name)
                || views.containsKey(name)
                || sequences.containsKey(name);
    }

    private void createTableAs(RelationStatement.CreateTableAs create, String sql) {
        QualifiedName name = forNew(create.table(), create.temporary());
        if (relationTaken(name)) {
            return;
        }
        Table.Kind kind = create.materializedView() ? Table.Kind.MATERIALIZED_VIEW : Table.Kind.TABLE;
        tables.put(
                name,
                Table.plain(
                                name,
                                kind,
                                create.temporary() ? Persistence.TEMPORARY : Persistence.PERMANENT,
                                List.of(),
                                origin)
                        .madeByQuery());
        lies(name, create.tablespace());
        if (create.materializedView()) {
            views.put(
                    name,
                    new View(
                            name,
                            true,
                            create.reads().stream().map(this::resolved).toList(),
                            create.wholly().stream().map(this::resolved).toList(),
                            used(create.uses()),
                            Optional.empty(),
                            sql,
                            origin));
        }
    }

    /** The columns that there are of those a query names. */
    private List<View.Use> used(List<ColumnUse> named) {
        Set<View.Use> uses = new LinkedHashSet<>();
        for (ColumnUse use : named) {
            for (List<QualifiedName> level : use.levels()) {
                List<QualifiedName> relations =
                        level.stream().map(this::resolved).toList();
                relations.stream()
                        .filter(relation ->
                                before.hasColumn(relation, use.column()).orElse(true))
                        .forEach(relation -> uses.add(new View.Use(relation, use.column())));
                if (relations.stream()
                        .anyMatch(relation ->
                                before.hasColumn(relation, use.column()).orElse(false))) {
                    break;
                }
            }
        }
        return List.copyOf(uses);
    }

    private void function(RoutineStatement.CreateFunction create, String sql) {
        QualifiedName name = before.forNew(create.function());
        List<Function> overloads = new ArrayList<>(functions.getOrDefault(name, List.of()));
        overloads.removeIf(old -> old.takes(create.arguments()));
        overloads.add(new Function(
                name,
                create.procedure(),
                create.arguments(),
                create.lenient(),
                create.language(),
                create.volatility(),
                create.body(),
                sql,
                origin));
        functions.put(name, List.copyOf(overloads));
    }

    /** What RESET leaves is the server's default, which nobody said; so is what SET LOCAL leaves behind. */
    private void set(SessionStatement.SetVariable set) {
        if (set.name().equalsIgnoreCase("default_tablespace") || set.name().equalsIgnoreCase("all")) {
            defaultTablespace = set.local() ? Optional.empty() : set.value();
        }
        if (!set.name().equalsIgnoreCase("search_path")) {
            return;
        }
        searchPath = set.value().isEmpty()
                ? List.of("public")
                : java.util.Arrays.stream(set.value().get().split(","))
                        .map(part -> part.strip().replace("\"", ""))
                        .filter(part -> !part.isEmpty() && !part.equals("$user") && !part.equals("pg_catalog"))
                        .toList();
    }

    /** A column of a table, as its definition says. */
    Column column(dev.lockkeeper.sql.ColumnDefinition definition) {
        return new Column(
                definition.name(),
                definition.type(),
                definition.notNull(),
                definition.generated().or(definition::defaultValue),
                definition.generatedKind() == GeneratedKind.NONE ? GeneratedKind.NONE : definition.generatedKind(),
                definition.identity(),
                definition.identityAlways(),
                definition.collation(),
                origin);
    }

    /** Who may do anything at all; a REVOKE is not followed, because it rarely takes the last right. */
    private void grant(PrivilegeStatement.Grant grant) {
        if (!grant.grant() || !grant.kind().relation()) {
            return;
        }
        List<QualifiedName> relations = grant.schemaWide()
                ? tables.keySet().stream()
                        .filter(name -> grant.objects().stream()
                                .anyMatch(schema -> schema.name().equals(name.schema())))
                        .toList()
                : grant.objects().stream().map(this::resolved).toList();
        relations.forEach(relation -> hold(relation, holding -> holding.grantedTo(grant.roles())));
    }

    void moveHolding(QualifiedName from, QualifiedName to) {
        Holding holding = holdings.remove(from);
        if (holding != null) {
            holdings.put(to, holding);
        }
    }

    void hold(QualifiedName relation, UnaryOperator<Holding> change) {
        holdings.put(relation, change.apply(holdings.getOrDefault(relation, Holding.UNKNOWN)));
    }

    /** Where a new relation lies: where the statement says, else the session's default; temporary ones elsewhere. */
    void lies(QualifiedName relation, Optional<String> said) {
        if (!relation.schema().equals(Catalog.TEMPORARY)) {
            hold(relation, holding -> holding.lyingIn(said.or(() -> defaultTablespace)));
        }
    }

    /** A partition, or its index, lies where what it is part of says; that may leave it to the session's default. */
    void liesLike(QualifiedName relation, Optional<QualifiedName> whole) {
        Optional<String> place = whole.flatMap(
                name -> holdings.getOrDefault(name, Holding.UNKNOWN).tablespace());
        if (whole.isEmpty() || place.isPresent()) {
            lies(relation, place.filter(name -> !name.isEmpty()));
        }
    }

    /** Removes everything that hangs on a relation that goes. */
    void forget(QualifiedName relation) {
        holdings.remove(relation);
        indexes.values().removeIf(index -> index.table().equals(relation));
        triggers.removeIf(trigger -> trigger.table().equals(relation));
        ties.removeIf(tie -> tie.table().equals(relation));
        sequences
                .values()
                .removeIf(sequence ->
                        sequence.ownedByTable().map(relation::equals).orElse(false));
        holdings.keySet().removeIf(name -> !relationTaken(name) && !types.containsKey(name));
    }
}
