package dev.lockkeeper.sql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A node of PostgreSQL's syntax tree, read with libpg_query's conventions: a missing field is zero, false or empty. */
record Node(JsonNode json) {

    Node get(String field) {
        return new Node(json.path(field));
    }

    boolean present() {
        return !json.isMissingNode() && !json.isNull();
    }

    boolean has(String field) {
        return json.has(field);
    }

    String text(String field) {
        return json.path(field).asText("");
    }

    Optional<String> optional(String field) {
        return json.hasNonNull(field) ? Optional.of(json.path(field).asText()) : Optional.empty();
    }

    boolean flag(String field) {
        return json.path(field).asBoolean(false);
    }

    int number(String field) {
        return json.path(field).asInt(0);
    }

    List<Node> list(String field) {
        List<Node> nodes = new ArrayList<>();
        json.path(field).forEach(element -> nodes.add(new Node(element)));
        return nodes;
    }

    /** The node type of a wrapper such as {@code {"AlterTableStmt": {…}}}. */
    String type() {
        return json.isObject() && json.size() >= 1 ? json.fieldNames().next() : "";
    }

    /** The node inside its wrapper. */
    Node inner() {
        return get(type());
    }

    boolean is(String type) {
        return type().equals(type);
    }

    /** The value of a {@code String} node. */
    String string() {
        return json.path("String").path("sval").asText("");
    }

    /** The strings of a list field of {@code String} nodes. */
    List<String> strings(String field) {
        return list(field).stream()
                .filter(node -> node.is("String"))
                .map(Node::string)
                .toList();
    }

    /** A {@code RangeVar}, given without its wrapper. */
    QualifiedName rangeVar() {
        return new QualifiedName(text("schemaname"), json.path("relname").asText("?"));
    }

    /** A name given as a list of strings: the last is the name, the one before its schema. */
    static QualifiedName name(List<String> parts) {
        if (parts.isEmpty()) {
            return QualifiedName.of("?");
        }
        String last = parts.getLast();
        return parts.size() == 1 ? QualifiedName.of(last) : QualifiedName.of(parts.get(parts.size() - 2), last);
    }

    /** A name in a {@code List} wrapper, an {@code ObjectWithArgs}, a {@code TypeName} or a single {@code String}. */
    QualifiedName anyName() {
        return switch (type()) {
            case "List" -> name(inner().strings("items"));
            case "ObjectWithArgs" -> name(inner().strings("objname"));
            case "TypeName" -> name(inner().strings("names"));
            case "RangeVar" -> inner().rangeVar();
            default -> QualifiedName.of(string().isEmpty() ? "?" : string());
        };
    }

    /** This node and everything below it. */
    Stream<Node> walk() {
        List<Node> nodes = new ArrayList<>();
        walk(json, nodes);
        return nodes.stream();
    }

    private static void walk(JsonNode json, List<Node> nodes) {
        nodes.add(new Node(json));
        for (JsonNode child : json) {
            walk(child, nodes);
        }
    }

    /** This node and everything below it, but for what stands in a node of this type. */
    Stream<Node> outside(String type) {
        if (is(type)) {
            return Stream.empty();
        }
        List<Stream<Node>> parts = new ArrayList<>(List.of(Stream.of(this)));
        for (JsonNode child : json) {
            parts.add(new Node(child).outside(type));
        }
        return parts.stream().flatMap(part -> part);
    }

    /** All nodes of one type below, without their wrapper. */
    Stream<Node> all(String type) {
        return walk().filter(node -> node.json.isObject()
                        && node.json.has(type)
                        && node.json.path(type).isObject())
                .map(node -> node.get(type));
    }
}
