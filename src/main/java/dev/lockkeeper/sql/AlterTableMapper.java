package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** ALTER TABLE and its kin: one {@link AlterAction} for each subcommand, cut at the commas between them. */
final class AlterTableMapper {
    private final SourceText source;
    private final Definitions definitions;

    AlterTableMapper(SourceText source) {
        this.source = source;
        this.definitions = new Definitions(source);
    }

    Statement map(Node statement, Span span) {
        Node relation = statement.get("relation");
        int cursor = afterName(source.at(relation.number("location")), span.end());
        List<AlterAction> actions = new ArrayList<>();
        for (Node command : statement.list("cmds")) {
            Span action = source.element(nextToken(cursor, span.end()), span.end());
            actions.add(action(command.inner(), action));
            cursor = source.trimmed(action.end(), span.end()).start();
            cursor = source.tokenEnd(cursor);
        }
        ObjectKind kind = kind(statement.text("objtype"));
        if (kind == ObjectKind.TYPE) {
            return new TypeStatement.AlterComposite(
                    relation.rangeVar(),
                    actions,
                    statement.list("cmds").stream()
                            .allMatch(
                                    command -> command.inner().text("behavior").equals("DROP_CASCADE")));
        }
        return new RelationStatement.AlterTable(
                kind, relation.rangeVar(), !relation.flag("inh"), statement.flag("missing_ok"), actions);
    }

    static ObjectKind kind(String objectType) {
        return switch (objectType) {
            case "OBJECT_TABLE" -> ObjectKind.TABLE;
            case "OBJECT_INDEX" -> ObjectKind.INDEX;
            case "OBJECT_SEQUENCE" -> ObjectKind.SEQUENCE;
            case "OBJECT_VIEW" -> ObjectKind.VIEW;
            case "OBJECT_MATVIEW" -> ObjectKind.MATERIALIZED_VIEW;
            case "OBJECT_FOREIGN_TABLE" -> ObjectKind.FOREIGN_TABLE;
            case "OBJECT_TYPE" -> ObjectKind.TYPE;
            default -> ObjectKind.OTHER;
        };
    }

    /** Past {@code name}, {@code schema.name} or {@code name *}. */
    private int afterName(int start, int limit) {
        int end = start;
        boolean wantName = true;
        for (SourceText.Piece piece : source.pieces()) {
            if (piece.start() < start || piece.start() >= limit) {
                continue;
            }
            if (wantName) {
                wantName = false;
            } else if (piece.text().equals(".")) {
                wantName = true;
            } else if (!piece.text().equals("*")) {
                break;
            }
            end = piece.end();
        }
        return end;
    }

    private int nextToken(int from, int limit) {
        return source.trimmed(from, limit).start();
    }

    private AlterAction action(Node command, Span span) {
        String sql = span.in(source.text());
        String name = command.text("name");
        boolean missingOk = command.flag("missing_ok");
        boolean cascade = command.text("behavior").equals("DROP_CASCADE");
        Node definition = command.get("def");
        return switch (command.text("subtype")) {
            case "AT_AddColumn" ->
                new AlterAction.AddColumn(definitions.column(definition.inner(), span.end()), missingOk, sql);
            case "AT_DropColumn" -> new AlterAction.DropColumn(name, missingOk, cascade, sql);
            case "AT_AddConstraint" -> {
                int from = source.at(definition.inner().number("location"));
                yield new AlterAction.AddConstraint(
                        definitions.constraint(definition.inner(), Optional.empty(), from, span.end()), sql);
            }
            case "AT_ValidateConstraint" -> new AlterAction.ValidateConstraint(name, sql);
            case "AT_DropConstraint" -> new AlterAction.DropConstraint(name, missingOk, cascade, sql);
            case "AT_AlterConstraint" ->
                new AlterAction.AlterConstraint(
                        constraintName(command),
                        !sql.matches("(?is).*\\b(enforced|inherit)\\b.*"),
                        sql.matches("(?is).*\\benforced\\b.*"),
                        !sql.matches("(?is).*\\bnot\\s+enforced\\b.*"),
                        sql);
            case "AT_ColumnDefault" ->
                definition.present() ? setDefault(name, definition, span, sql) : new AlterAction.DropDefault(name, sql);
            case "AT_SetNotNull" -> new AlterAction.SetNotNull(name, sql);
            case "AT_DropNotNull" -> new AlterAction.DropNotNull(name, sql);
            case "AT_AlterColumnType" -> alterType(name, definition.inner(), span, sql);
            case "AT_SetExpression" ->
                new AlterAction.SetExpression(
                        name,
                        Expressions.of(
                                definition,
                                source.bracketed(span.start(), span.end()).in(source.text())),
                        sql);
            case "AT_DropExpression" -> new AlterAction.DropExpression(name, missingOk, sql);
            case "AT_AddIdentity" -> new AlterAction.AddIdentity(name, sql);
            case "AT_SetIdentity" -> new AlterAction.SetIdentity(name, sql);
            case "AT_DropIdentity" -> new AlterAction.DropIdentity(name, missingOk, sql);
            case "AT_SetStatistics" -> new AlterAction.SetStatistics(name, sql);
            case "AT_SetStorage" -> new AlterAction.SetStorage(name, sql);
            case "AT_SetCompression" -> new AlterAction.SetCompression(name, sql);
            case "AT_SetOptions", "AT_ResetOptions" -> new AlterAction.SetColumnOptions(name, sql);
            case "AT_SetRelOptions", "AT_ResetRelOptions", "AT_ReplaceRelOptions" ->
                new AlterAction.SetOptions(
                        definition.inner().list("items").stream()
                                .map(item -> item.get("DefElem").text("defname"))
                                .toList(),
                        sql);
            case "AT_ChangeOwner" ->
                new AlterAction.SetOwner(command.get("newowner").text("rolename"), sql);
            case "AT_SetLogged" -> new AlterAction.SetLogged(true, sql);
            case "AT_SetUnLogged" -> new AlterAction.SetLogged(false, sql);
            case "AT_SetTableSpace" -> new AlterAction.SetTablespace(name, sql);
            case "AT_SetAccessMethod" -> new AlterAction.SetAccessMethod(command.optional("name"), sql);
            case "AT_ClusterOn", "AT_DropCluster" -> new AlterAction.ClusterOn(command.optional("name"), sql);
            case "AT_EnableTrig",
                    "AT_EnableAlwaysTrig",
                    "AT_EnableReplicaTrig",
                    "AT_EnableTrigAll",
                    "AT_EnableTrigUser" -> new AlterAction.SetTriggerState(command.optional("name"), true, sql);
            case "AT_DisableTrig", "AT_DisableTrigAll", "AT_DisableTrigUser" ->
                new AlterAction.SetTriggerState(command.optional("name"), false, sql);
            case "AT_EnableRule", "AT_EnableAlwaysRule", "AT_EnableReplicaRule", "AT_DisableRule" ->
                new AlterAction.SetRuleState(sql);
            case "AT_EnableRowSecurity" -> new AlterAction.SetRowSecurity(true, false, sql);
            case "AT_DisableRowSecurity" -> new AlterAction.SetRowSecurity(false, false, sql);
            case "AT_ForceRowSecurity" -> new AlterAction.SetRowSecurity(true, true, sql);
            case "AT_NoForceRowSecurity" -> new AlterAction.SetRowSecurity(false, true, sql);
            case "AT_ReplicaIdentity" ->
                new AlterAction.SetReplicaIdentity(definition.inner().optional("name"), sql);
            case "AT_AddInherit" -> new AlterAction.SetInheritance(parent(definition), true, sql);
            case "AT_DropInherit" -> new AlterAction.SetInheritance(parent(definition), false, sql);
            case "AT_AddOf" -> new AlterAction.OfType(Optional.of(definition.anyName()), sql);
            case "AT_DropOf" -> new AlterAction.OfType(Optional.empty(), sql);
            case "AT_AttachPartition" ->
                new AlterAction.AttachPartition(
                        definition.inner().get("name").rangeVar(),
                        PartitionBound.of(definition.inner().get("bound")),
                        sql);
            case "AT_DetachPartition" ->
                new AlterAction.DetachPartition(
                        definition.inner().get("name").rangeVar(),
                        definition.inner().flag("concurrent"),
                        false,
                        sql);
            case "AT_DetachPartitionFinalize" ->
                new AlterAction.DetachPartition(definition.inner().get("name").rangeVar(), false, true, sql);
            default -> new AlterAction.Other(command.text("subtype"), sql);
        };
    }

    private static String constraintName(Node command) {
        Node definition = command.get("def").inner();
        return definition.text("conname");
    }

    private static QualifiedName parent(Node definition) {
        return definition.inner().rangeVar();
    }

    private AlterAction setDefault(String column, Node definition, Span span, String sql) {
        int keyword = source.keyword("default", span.start(), span.end());
        String text = source.trimmed(source.tokenEnd(keyword), span.end()).in(source.text());
        return new AlterAction.SetDefault(column, Expressions.of(definition, text), sql);
    }

    private AlterAction alterType(String column, Node definition, Span span, String sql) {
        int using = definition.get("raw_default").present() ? source.keyword("using", span.start(), span.end()) : -1;
        int typeEnd = using < 0 ? span.end() : using;
        Node collation = definition.get("collClause");
        int collate = collation.present() ? source.at(collation.number("location")) : typeEnd;
        Optional<Expression> expression = using < 0
                ? Optional.empty()
                : Optional.of(Expressions.of(
                        definition.get("raw_default"),
                        source.trimmed(source.tokenEnd(using), span.end()).in(source.text())));
        Optional<String> name =
                collation.present() ? Optional.of(String.join(".", collation.strings("collname"))) : Optional.empty();
        return new AlterAction.AlterType(
                column,
                definitions.type(definition.get("typeName"), Math.min(collate, typeEnd)),
                expression,
                name,
                sql);
    }
}
