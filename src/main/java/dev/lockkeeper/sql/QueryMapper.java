package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** SELECT, INSERT, UPDATE, DELETE, MERGE: which tables they read and write, and on what condition. */
final class QueryMapper {
    private static final Set<String> SEQUENCE_FUNCTIONS = Set.of("nextval", "setval");

    private final SourceText source;

    QueryMapper(SourceText source) {
        this.source = source;
    }

    Statement select(Node wrapped) {
        Node statement = wrapped.inner();
        if (statement.get("intoClause").present()) {
            return new RelationStatement.CreateTableAs(
                    statement.get("intoClause").get("rel").rangeVar(),
                    temporary(statement.get("intoClause").get("rel")),
                    false,
                    false,
                    true,
                    statement.get("intoClause").optional("tableSpaceName"),
                    reads(wrapped, Set.of()),
                    WholeRelations.of(wrapped),
                    ColumnUses.of(wrapped),
                    nested(statement));
        }
        Optional<Statement> setting = setConfig(statement);
        if (setting.isPresent()) {
            return setting.get();
        }
        NestedWrites nested = nested(statement);
        boolean locks = wrapped.all("LockingClause").findAny().isPresent();
        return new DataStatement.Select(
                reads(wrapped, Set.copyOf(nested.writes())),
                nested,
                locks,
                Expressions.functions(wrapped).stream().sorted().toList(),
                sequences(wrapped));
    }

    static boolean temporary(Node relation) {
        return relation.text("relpersistence").equals("t");
    }

    /** Sequences that the text names as the literal argument of a sequence function. */
    private static List<QualifiedName> sequences(Node tree) {
        Set<QualifiedName> names = new LinkedHashSet<>();
        tree.all("FuncCall").forEach(call -> {
            List<String> function = call.strings("funcname");
            List<Node> args = call.list("args");
            boolean ofSequence = !function.isEmpty() && SEQUENCE_FUNCTIONS.contains(function.getLast());
            if (ofSequence && !args.isEmpty()) {
                Node first = args.getFirst().is("TypeCast")
                        ? args.getFirst().inner().get("arg").get("A_Const")
                        : args.getFirst().get("A_Const");
                String text = first.get("sval").text("sval");
                if (text.matches("[a-z_][a-z0-9_$]*(\\.[a-z_][a-z0-9_$]*)?")) {
                    names.add(Node.name(List.of(text.split("\\.", -1))));
                }
            }
        });
        return List.copyOf(names);
    }

    /** {@code SELECT set_config('name', 'value', is_local)} alone is a SET. */
    private static Optional<Statement> setConfig(Node select) {
        List<Node> targets = select.list("targetList");
        if (targets.size() != 1 || !select.list("fromClause").isEmpty()) {
            return Optional.empty();
        }
        Node call = targets.getFirst().get("ResTarget").get("val").get("FuncCall");
        List<String> name = call.strings("funcname");
        List<Node> args = call.list("args");
        if (name.isEmpty() || !name.getLast().equals("set_config") || args.size() != 3) {
            return Optional.empty();
        }
        Node setting = args.get(0).get("A_Const").get("sval");
        Node value = args.get(1).get("A_Const");
        if (!setting.present() || !value.present()) {
            return Optional.empty();
        }
        boolean local = args.get(2).walk().anyMatch(node -> node.get("boolval").flag("boolval"));
        return Optional.of(new SessionStatement.SetVariable(
                setting.text("sval"), Optional.of(value.get("sval").text("sval")), local));
    }

    Statement update(Node wrapped, Span span) {
        Node statement = wrapped.inner();
        QualifiedName table = statement.get("relation").rangeVar();
        List<String> columns = statement.list("targetList").stream()
                .map(target -> target.get("ResTarget").text("name"))
                .toList();
        return new DataStatement.Update(
                table,
                alias(statement),
                columns,
                constants(statement),
                where(statement, span),
                whole(statement),
                !statement.list("fromClause").isEmpty(),
                statement.get("withClause").present(),
                !statement.get("relation").flag("inh"),
                readsBeside(wrapped, table),
                nested(statement));
    }

    private static Map<String, String> constants(Node statement) {
        Map<String, String> constants = new LinkedHashMap<>();
        for (Node target : statement.list("targetList")) {
            Node value = target.get("ResTarget").get("val");
            while (value.is("TypeCast")) {
                value = value.inner().get("arg");
            }
            Node text = value.get("A_Const").get("sval");
            if (text.present()) {
                constants.put(target.get("ResTarget").text("name"), text.text("sval"));
            }
        }
        return constants;
    }

    Statement delete(Node wrapped, Span span) {
        Node statement = wrapped.inner();
        QualifiedName table = statement.get("relation").rangeVar();
        return new DataStatement.Delete(
                table,
                alias(statement),
                where(statement, span),
                whole(statement),
                !statement.list("usingClause").isEmpty(),
                statement.get("withClause").present(),
                !statement.get("relation").flag("inh"),
                readsBeside(wrapped, table),
                nested(statement));
    }

    Statement insert(Node wrapped) {
        Node statement = wrapped.inner();
        List<String> columns = statement.list("cols").stream()
                .map(target -> target.get("ResTarget").text("name"))
                .toList();
        int rows = statement
                .get("selectStmt")
                .get("SelectStmt")
                .list("valuesLists")
                .size();
        boolean defaults = !statement.get("selectStmt").present();
        QualifiedName table = statement.get("relation").rangeVar();
        return new DataStatement.Insert(
                table, columns, defaults ? 1 : rows, readsBeside(wrapped, table), nested(statement));
    }

    Statement merge(Node wrapped) {
        Node statement = wrapped.inner();
        QualifiedName table = statement.get("relation").rangeVar();
        return new DataStatement.Merge(table, deletes(statement), readsBeside(wrapped, table), nested(statement));
    }

    private static boolean deletes(Node merge) {
        return merge.list("mergeWhenClauses").stream()
                .anyMatch(clause ->
                        clause.get("MergeWhenClause").text("commandType").equals("CMD_DELETE"));
    }

    /** Statements that change rows and stand below this one. */
    static NestedWrites nested(Node statement) {
        Set<QualifiedName> writes = new LinkedHashSet<>();
        Set<QualifiedName> deletes = new LinkedHashSet<>();
        for (String kind : List.of("UpdateStmt", "DeleteStmt", "InsertStmt", "MergeStmt")) {
            statement.all(kind).forEach(write -> {
                QualifiedName table = write.get("relation").rangeVar();
                writes.add(table);
                if (kind.equals("DeleteStmt") || deletes(write)) {
                    deletes.add(table);
                }
            });
        }
        return new NestedWrites(List.copyOf(writes), List.copyOf(deletes));
    }

    private static Optional<String> alias(Node statement) {
        return statement.get("relation").get("alias").optional("aliasname");
    }

    private static boolean whole(Node statement) {
        Node where = statement.get("whereClause");
        return !where.present() || Expressions.alwaysTrue(where);
    }

    private Optional<Expression> where(Node statement, Span span) {
        Node where = statement.get("whereClause");
        if (!where.present()) {
            return Optional.empty();
        }
        int keyword = source.keyword("where", afterWith(statement, span), span.end());
        if (keyword < 0) {
            return Optional.of(Expressions.of(where, span.in(source.text())));
        }
        int returning = source.keyword("returning", keyword, span.end());
        int end = returning < 0 ? span.end() : returning;
        return Optional.of(Expressions.of(
                where, source.trimmed(source.tokenEnd(keyword), end).in(source.text())));
    }

    /** The relation's own place: its WHERE stands after it, whatever stands in a WITH before. */
    private int afterWith(Node statement, Span span) {
        return Math.max(span.start(), source.at(statement.get("relation").number("location")));
    }

    /** Every table that the statement names, apart from its target and its own CTEs. */
    private static List<QualifiedName> readsBeside(Node wrapped, QualifiedName target) {
        return reads(wrapped, Set.of()).stream()
                .filter(name -> !name.equals(target))
                .toList();
    }

    static List<QualifiedName> reads(Node tree, Set<QualifiedName> without) {
        Set<String> ctes =
                tree.all("CommonTableExpr").map(cte -> cte.text("ctename")).collect(Collectors.toSet());
        Set<QualifiedName> names = new LinkedHashSet<>();
        tree.all("RangeVar").forEach(range -> {
            QualifiedName name = range.rangeVar();
            if (!(ctes.contains(name.name()) && !name.hasSchema()) && !without.contains(name)) {
                names.add(name);
            }
        });
        return new ArrayList<>(names);
    }
}
