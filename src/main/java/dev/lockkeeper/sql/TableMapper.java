package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** CREATE TABLE, CREATE INDEX and CREATE DOMAIN: statements made of definitions. */
final class TableMapper {
    private final SourceText source;
    private final Definitions definitions;

    TableMapper(SourceText source) {
        this.source = source;
        this.definitions = new Definitions(source);
    }

    Statement createTable(Node n, Span span) {
        List<ColumnDefinition> columns = new ArrayList<>();
        List<ConstraintDefinition> constraints = new ArrayList<>();
        List<QualifiedName> like = new ArrayList<>();
        List<Integer> likeAt = new ArrayList<>();
        for (Node element : n.list("tableElts")) {
            switch (element.type()) {
                case "ColumnDef" -> columns.add(definitions.column(element.inner(), span.end()));
                case "Constraint" -> {
                    int from = source.at(element.inner().number("location"));
                    constraints.add(definitions.constraint(
                            element.inner(),
                            Optional.empty(),
                            from,
                            source.element(from, span.end()).end()));
                }
                case "TableLikeClause" -> {
                    like.add(element.inner().get("relation").rangeVar());
                    likeAt.add(columns.size());
                }
                default -> {}
            }
        }
        List<QualifiedName> parents = n.list("inhRelations").stream()
                .map(node -> node.get("RangeVar").rangeVar())
                .toList();
        boolean partition = n.get("partbound").present();
        Node spec = n.get("partspec");
        return new RelationStatement.CreateTable(
                n.get("relation").rangeVar(),
                switch (n.get("relation").text("relpersistence")) {
                    case "t" -> Persistence.TEMPORARY;
                    case "u" -> Persistence.UNLOGGED;
                    default -> Persistence.PERMANENT;
                },
                n.flag("if_not_exists"),
                columns,
                constraints,
                partition ? parents.stream().findFirst() : Optional.empty(),
                partition ? Optional.of(PartitionBound.of(n.get("partbound"))) : Optional.empty(),
                spec.present()
                        ? Optional.of(spec.text("strategy")
                                .replace("PARTITION_STRATEGY_", "")
                                .toLowerCase(java.util.Locale.ROOT))
                        : Optional.empty(),
                spec.list("partParams").stream()
                        .map(p -> p.get("PartitionElem").text("name"))
                        .filter(name -> !name.isEmpty())
                        .toList(),
                partition ? List.of() : parents,
                like,
                likeAt,
                n.get("ofTypename").present()
                        ? Optional.of(Node.name(n.get("ofTypename").strings("names")))
                        : Optional.empty(),
                n.optional("tablespacename"));
    }

    Statement composite(Node n, Span span) {
        return new TypeStatement.CreateType(
                n.get("typevar").rangeVar(),
                "composite",
                n.list("coldeflist").stream()
                        .map(attribute -> definitions.column(attribute.inner(), span.end()))
                        .toList());
    }

    /** The text of an expression key ends with its bracket: what follows (COLLATE, class, DESC) is not part of it. */
    private IndexKey key(Node key, Span element) {
        Optional<Expression> expression = key.get("expr").present()
                ? Optional.of(Expressions.of(
                        key.get("expr"),
                        new Span(element.start(), source.closing(element.start(), element.end())).in(source.text())))
                : Optional.empty();
        return new IndexKey(
                expression.isPresent() ? Optional.empty() : key.optional("name"),
                expression,
                name(key.strings("collation")),
                name(key.strings("opclass")));
    }

    private static Optional<String> name(List<String> parts) {
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(".", parts));
    }

    Statement index(Node n, Span span) {
        int relation = source.at(n.get("relation").number("location"));
        Span list = source.bracketed(relation, span.end());
        List<IndexKey> keys = new ArrayList<>();
        int cursor = list.start();
        for (Node param : n.list("indexParams")) {
            Span element = source.element(cursor, list.end());
            Node key = param.get("IndexElem");
            keys.add(key(key, element));
            cursor = source.tokenEnd(source.trimmed(element.end(), list.end()).start());
            cursor = source.trimmed(cursor, list.end()).start();
        }
        int where = n.get("whereClause").present()
                ? source.keyword("where", source.closing(relation, span.end()), span.end())
                : -1;
        Optional<Expression> predicate = where < 0
                ? Optional.empty()
                : Optional.of(Expressions.of(
                        n.get("whereClause"),
                        source.trimmed(source.tokenEnd(where), span.end()).in(source.text())));
        return new RelationStatement.CreateIndex(
                n.optional("idxname"),
                n.get("relation").rangeVar(),
                !n.get("relation").flag("inh"),
                n.flag("concurrent"),
                n.flag("unique"),
                n.flag("if_not_exists"),
                n.has("accessMethod") ? n.text("accessMethod") : "btree",
                keys,
                n.list("indexIncludingParams").stream()
                        .map(p -> p.get("IndexElem").text("name"))
                        .toList(),
                predicate,
                n.flag("nulls_not_distinct"),
                n.optional("tableSpace"));
    }

    Statement domain(Node n, Span span) {
        List<ConstraintDefinition> constraints = new ArrayList<>();
        boolean notNull = false;
        Optional<Expression> defaultValue = Optional.empty();
        List<Node> parts = n.list("constraints").stream().map(Node::inner).toList();
        for (Node part : parts) {
            int from = source.at(part.number("location"));
            int to = parts.stream()
                    .mapToInt(p -> source.at(p.number("location")))
                    .filter(at -> at > from)
                    .min()
                    .orElse(span.end());
            switch (part.text("contype")) {
                case "CONSTR_NOTNULL" -> notNull = true;
                case "CONSTR_CHECK" -> constraints.add(definitions.constraint(part, Optional.empty(), from, to));
                case "CONSTR_DEFAULT" ->
                    defaultValue = Optional.of(Expressions.of(
                            part.get("raw_expr"),
                            source.trimmed(source.tokenEnd(from), to).in(source.text())));
                default -> {}
            }
        }
        int typeEnd = parts.stream()
                .mapToInt(p -> source.at(p.number("location")))
                .min()
                .orElse(span.end());
        return new TypeStatement.CreateDomain(
                Node.name(n.strings("domainname")),
                definitions.type(n.get("typeName"), typeEnd),
                notNull,
                constraints,
                defaultValue);
    }
}
