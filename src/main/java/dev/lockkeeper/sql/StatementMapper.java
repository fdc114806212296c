package dev.lockkeeper.sql;

import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.util.List;
import java.util.Optional;

/** From a node of the syntax tree to its {@link Statement}; a node without a record is Unrecognized. */
final class StatementMapper {
    private final SourceText source;
    private final QueryMapper queries;
    private final RoutineMapper routines;
    private final AlterTableMapper alters;
    private final TableMapper tables;
    private final SessionMapper session;
    private final NamedObjects names = new NamedObjects();

    StatementMapper(SourceText source, PostgresGrammar grammar, RoutineMapper.FragmentReader fragments) {
        this.source = source;
        this.queries = new QueryMapper(source);
        this.routines = new RoutineMapper(source, grammar, fragments);
        this.alters = new AlterTableMapper(source);
        this.tables = new TableMapper(source);
        this.session = new SessionMapper(source);
    }

    Statement map(Node wrapped, Span span) {
        Node n = wrapped.inner();
        return switch (wrapped.type()) {
            case "SelectStmt" -> queries.select(wrapped);
            case "InsertStmt" -> queries.insert(wrapped);
            case "UpdateStmt" -> queries.update(wrapped, span);
            case "DeleteStmt" -> queries.delete(wrapped, span);
            case "MergeStmt" -> queries.merge(wrapped);
            case "CreateStmt" -> tables.createTable(n, span);
            case "CreateForeignTableStmt" -> tables.createTable(n.get("base"), span);
            case "CreateTableAsStmt" ->
                new RelationStatement.CreateTableAs(
                        n.get("into").get("rel").rangeVar(),
                        QueryMapper.temporary(n.get("into").get("rel")),
                        n.text("objtype").equals("OBJECT_MATVIEW"),
                        n.flag("if_not_exists"),
                        !n.get("into").flag("skipData"),
                        n.get("into").optional("tableSpaceName"),
                        QueryMapper.reads(n.get("query"), java.util.Set.of()),
                        WholeRelations.of(n.get("query")),
                        ColumnUses.of(n.get("query")),
                        QueryMapper.nested(n.get("query")));
            case "AlterTableStmt" -> alters.map(n, span);
            case "IndexStmt" -> tables.index(n, span);
            case "DropStmt" -> names.drop(n);
            case "RenameStmt" -> names.rename(n);
            case "AlterObjectSchemaStmt" ->
                new ObjectStatement.SetSchema(names.kind(n.text("objectType")), names.object(n), n.text("newschema"));
            case "AlterOwnerStmt" ->
                new ObjectStatement.SetOwner(
                        names.kind(n.text("objectType")),
                        n.get("object").anyName(),
                        n.get("newowner").text("rolename"));
            case "CommentStmt" -> names.comment(n);
            case "TruncateStmt" ->
                new RelationStatement.Truncate(
                        ranges(n, "relations"),
                        only(n, "relations"),
                        n.text("behavior").equals("DROP_CASCADE"),
                        n.flag("restart_seqs"));
            case "ReindexStmt" ->
                new RelationStatement.Reindex(
                        names.kind(n.text("kind").replace("REINDEX_", "")),
                        n.get("relation").present()
                                ? Optional.of(n.get("relation").rangeVar())
                                : n.optional("name").map(QualifiedName::of),
                        option(n, "params", "concurrently"),
                        defElem(n, "params", "tablespace")
                                .map(element -> element.get("arg").string()));
            case "ClusterStmt", "RepackStmt" ->
                new RelationStatement.Cluster(
                        n.get("relation").present()
                                ? Optional.of(n.get("relation").rangeVar())
                                : Optional.empty(),
                        n.optional("indexname"));
            case "ViewStmt" ->
                new RelationStatement.CreateView(
                        n.get("view").rangeVar(),
                        QueryMapper.temporary(n.get("view")),
                        n.flag("replace"),
                        QueryMapper.reads(n.get("query"), java.util.Set.of()),
                        WholeRelations.of(n.get("query")),
                        ColumnUses.of(n.get("query")),
                        n.get("query")
                                .all("ColumnRef")
                                .flatMap(ref -> ref.strings("fields").stream())
                                .distinct()
                                .toList(),
                        ViewOutputs.of(n.get("query")),
                        n.strings("aliases"));
            case "RefreshMatViewStmt" ->
                new RelationStatement.RefreshMaterializedView(
                        n.get("relation").rangeVar(), n.flag("concurrent"), !n.flag("skipData"));
            case "CreateSeqStmt" ->
                new RelationStatement.CreateSequence(
                        n.get("sequence").rangeVar(), n.flag("if_not_exists"), ownedTable(n), ownedColumn(n));
            case "AlterSeqStmt" ->
                new RelationStatement.AlterSequence(
                        n.get("sequence").rangeVar(),
                        n.flag("missing_ok"),
                        defElem(n, "options", "restart").isPresent(),
                        restartWith(n),
                        defElem(n, "options", "as")
                                .map(element ->
                                        element.get("arg").get("TypeName").strings("names"))
                                .map(List::getLast),
                        ownedTable(n),
                        ownedColumn(n),
                        defElem(n, "options", "owned_by").isPresent()
                                && ownedTable(n).isEmpty());
            case "CreateEnumStmt" -> new TypeStatement.CreateEnum(Node.name(n.strings("typeName")), n.strings("vals"));
            case "AlterEnumStmt" ->
                new TypeStatement.AlterEnum(
                        Node.name(n.strings("typeName")),
                        n.has("oldVal") ? n.text("oldVal") : n.text("newVal"),
                        n.has("oldVal") ? n.optional("newVal") : Optional.empty(),
                        n.flag("skipIfNewValExists"));
            case "CompositeTypeStmt" -> tables.composite(n, span);
            case "CreateRangeStmt" ->
                new TypeStatement.CreateType(Node.name(n.strings("typeName")), "range", List.of());
            case "DefineStmt" ->
                n.text("kind").equals("OBJECT_TYPE")
                        ? new TypeStatement.CreateType(Node.name(n.strings("defnames")), "base", List.of())
                        : new ObjectStatement.OtherObject(firstWords(span));
            case "CreateDomainStmt" -> tables.domain(n, span);
            case "AlterDomainStmt" ->
                new TypeStatement.AlterDomain(
                        Node.name(n.strings("typeName")), domainChange(n.text("subtype")), domainChecks(n));
            case "CreateFunctionStmt" -> routines.createFunction(n, span);
            case "AlterFunctionStmt" ->
                new RoutineStatement.AlterFunction(Node.name(n.get("func").strings("objname")), span.in(source.text()));
            case "DoStmt" -> routines.doBlock(n, span);
            case "CallStmt" ->
                new RoutineStatement.Call(Node.name(n.get("funccall").strings("funcname")));
            case "CreateTrigStmt" ->
                new RoutineStatement.CreateTrigger(
                        n.text("trigname"),
                        n.get("relation").rangeVar(),
                        Node.name(n.strings("funcname")),
                        n.flag("replace"),
                        n.flag("isconstraint"),
                        n.flag("row"),
                        n.get("constrrel").present()
                                ? Optional.of(n.get("constrrel").rangeVar())
                                : Optional.empty());
            case "RuleStmt" -> TieMapper.rule(n);
            case "CreatePolicyStmt" -> TieMapper.policy(n, true);
            case "AlterPolicyStmt" -> TieMapper.policy(n, false);
            case "CreateStatsStmt" ->
                new TieStatement.CreateStatistics(
                        n.strings("defnames").isEmpty()
                                ? Optional.empty()
                                : Optional.of(Node.name(n.strings("defnames"))),
                        ranges(n, "relations"));
            case "CreateSchemaStmt" ->
                new ObjectStatement.CreateSchema(
                        SchemaElements.schema(n),
                        n.flag("if_not_exists"),
                        SchemaElements.ordered(n)
                                .map(element -> map(element, span))
                                .toList());
            case "CreateExtensionStmt" ->
                new ObjectStatement.CreateExtension(
                        n.text("extname"),
                        n.flag("if_not_exists"),
                        defElem(n, "options", "schema").map(e -> e.get("arg").string()));
            case "CreatePublicationStmt" -> TieMapper.createPublication(n);
            case "AlterPublicationStmt" -> TieMapper.alterPublication(n);
            case "AlterStatsStmt",
                    "CreateCastStmt",
                    "CreateFdwStmt",
                    "CreateForeignServerStmt",
                    "CreateUserMappingStmt",
                    "CreateOpClassStmt",
                    "CreateOpFamilyStmt",
                    "CreateConversionStmt" -> new ObjectStatement.OtherObject(firstWords(span));
            case "AlterCollationStmt",
                    "AlterExtensionStmt",
                    "AlterExtensionContentsStmt",
                    "AlterObjectDependsStmt",
                    "AlterFdwStmt",
                    "AlterForeignServerStmt",
                    "AlterOpFamilyStmt",
                    "AlterOperatorStmt",
                    "AlterTSConfigurationStmt",
                    "AlterTSDictionaryStmt",
                    "AlterTypeStmt",
                    "AlterUserMappingStmt",
                    "DropUserMappingStmt",
                    "CreateAmStmt",
                    "CreatePLangStmt",
                    "CreateTransformStmt",
                    "DropOwnedStmt" -> new ObjectStatement.AlterOther(firstWords(span));
            case "ReassignOwnedStmt" ->
                new PrivilegeStatement.ReassignOwned(
                        n.list("roles").stream()
                                .map(role -> role.get("RoleSpec").text("rolename"))
                                .toList(),
                        n.get("newrole").text("rolename"));
            case "AlterTableMoveAllStmt" ->
                new RelationStatement.MoveAll(
                        names.kind(n.text("objtype")), n.text("orig_tablespacename"), n.text("new_tablespacename"));
            case "ImportForeignSchemaStmt" ->
                new ObjectStatement.ImportForeignSchema(n.text("server_name"), n.text("local_schema"));
            case "LoadStmt" -> new RoutineStatement.Load(n.text("filename"));
            case "SecLabelStmt" ->
                new ObjectStatement.SecurityLabel(
                        names.kind(n.text("objtype")), n.get("object").anyName());
            case "ExecuteStmt" -> new DataStatement.Execute(n.text("name"));
            case "ExplainStmt" ->
                new DataStatement.Planned("EXPLAIN", map(n.get("query"), span), option(n, "options", "analyze"));
            case "PrepareStmt" -> new DataStatement.Planned("PREPARE", map(n.get("query"), span), false);
            case "DeclareCursorStmt" -> new DataStatement.Planned("DECLARE", map(n.get("query"), span), false);
            case "CreateSubscriptionStmt", "AlterSubscriptionStmt", "DropSubscriptionStmt" ->
                new TieStatement.CreateSubscription(n.text("subname"));
            case "CreateEventTrigStmt", "AlterEventTrigStmt" -> new RoutineStatement.EventTrigger(n.text("trigname"));
            case "GrantStmt" -> names.grant(n);
            case "AlterDefaultPrivilegesStmt" ->
                new PrivilegeStatement.AlterDefaultPrivileges(
                        names.grant(n.get("action")) instanceof PrivilegeStatement.Grant grant
                                ? Optional.of(grant)
                                : Optional.empty());
            case "CreateRoleStmt", "AlterRoleStmt", "AlterRoleSetStmt", "DropRoleStmt", "GrantRoleStmt" ->
                RoleMapper.role(n, wrapped.type());
            case "CreatedbStmt",
                    "DropdbStmt",
                    "AlterDatabaseStmt",
                    "AlterDatabaseSetStmt",
                    "AlterDatabaseRefreshCollStmt",
                    "AlterTableSpaceOptionsStmt",
                    "AlterSystemStmt",
                    "CreateTableSpaceStmt",
                    "DropTableSpaceStmt" -> new ObjectStatement.ClusterWide(firstWords(span));
            case "VacuumStmt" ->
                new RelationStatement.Vacuum(
                        n.list("rels").stream()
                                .map(rel -> rel.get("VacuumRelation")
                                        .get("relation")
                                        .rangeVar())
                                .toList(),
                        option(n, "options", "full"),
                        !n.flag("is_vacuumcmd") || option(n, "options", "analyze"),
                        n.flag("is_vacuumcmd"),
                        n.list("rels").stream()
                                .anyMatch(rel -> !rel.get("VacuumRelation")
                                        .list("va_cols")
                                        .isEmpty()));
            case "LockStmt" ->
                new RelationStatement.LockTable(
                        ranges(n, "relations"),
                        only(n, "relations"),
                        LockMode.values()[Math.clamp(n.number("mode") - 1, 0, 7)],
                        n.flag("nowait"));
            case "VariableSetStmt" -> session.variable(n, span);
            case "TransactionStmt" -> SessionMapper.transaction(n);
            case "ConstraintsSetStmt" -> new SessionStatement.SetConstraints(n.flag("deferred"));
            case "DiscardStmt" -> new SessionStatement.Discard(n.text("target"));
            case "CopyStmt" ->
                new DataStatement.Copy(
                        n.get("relation").present()
                                ? Optional.of(n.get("relation").rangeVar())
                                : Optional.empty(),
                        n.flag("is_from"),
                        n.flag("is_program"),
                        n.has("filename"),
                        QueryMapper.reads(n.get("query"), java.util.Set.of()),
                        QueryMapper.nested(n.get("query")));
            case "VariableShowStmt",
                    "ListenStmt",
                    "UnlistenStmt",
                    "NotifyStmt",
                    "CheckPointStmt",
                    "FetchStmt",
                    "ClosePortalStmt",
                    "DeallocateStmt" -> new SessionStatement.Utility(firstWords(span));
            default -> new Statement.Unrecognized(wrapped.type());
        };
    }

    private String firstWords(Span span) {
        String text = span.in(source.text()).strip().replaceAll("\\s+", " ");
        String[] words = text.split(" ", 3);
        return words.length > 1 ? words[0] + " " + words[1] : text;
    }

    private static List<QualifiedName> ranges(Node n, String field) {
        return n.list(field).stream()
                .map(node -> node.get("RangeVar").rangeVar())
                .toList();
    }

    private static java.util.Set<QualifiedName> only(Node n, String field) {
        return n.list(field).stream()
                .map(node -> node.get("RangeVar"))
                .filter(relation -> !relation.flag("inh"))
                .map(Node::rangeVar)
                .collect(java.util.stream.Collectors.toSet());
    }

    /** The grammar's letter: T default, N drop not null, O set not null, C add, X drop, V validate a constraint. */
    private static String domainChange(String subtype) {
        return subtype.matches("\\d+") ? String.valueOf((char) Integer.parseInt(subtype)) : subtype;
    }

    private static boolean domainChecks(Node n) {
        return switch (domainChange(n.text("subtype"))) {
            case "O", "V" -> true;
            case "C" -> !n.get("def").inner().flag("skip_validation");
            default -> false;
        };
    }

    private static Optional<Node> defElem(Node n, String field, String name) {
        return n.list(field).stream()
                .map(node -> node.get("DefElem"))
                .filter(element -> element.text("defname").equals(name))
                .findFirst();
    }

    private static boolean option(Node n, String field, String name) {
        return defElem(n, field, name)
                .map(element -> {
                    String value = element.get("arg").string();
                    return !element.get("arg").present()
                            || !(value.equals("false") || value.equals("off") || value.equals("0"));
                })
                .orElse(false);
    }

    private static java.util.OptionalLong restartWith(Node sequence) {
        return defElem(sequence, "options", "restart")
                .map(element -> element.get("arg"))
                .filter(Node::present)
                .map(argument -> argument.is("Float")
                        ? argument.inner().text("fval")
                        : Integer.toString(argument.inner().number("ival")))
                .filter(value -> value.matches("-?\\d{1,18}"))
                .map(value -> java.util.OptionalLong.of(Long.parseLong(value)))
                .orElse(java.util.OptionalLong.empty());
    }

    private static Optional<List<String>> owned(Node n) {
        return defElem(n, "options", "owned_by")
                .map(element -> element.get("arg").inner().strings("items"))
                .filter(items -> items.size() > 1);
    }

    private static Optional<QualifiedName> ownedTable(Node n) {
        return owned(n).map(items -> Node.name(items.subList(0, items.size() - 1)));
    }

    private static Optional<String> ownedColumn(Node n) {
        return owned(n).map(List::getLast);
    }
}
