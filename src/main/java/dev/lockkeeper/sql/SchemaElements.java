package dev.lockkeeper.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The statements inside CREATE SCHEMA, in the order in which PostgreSQL runs them; what they make or change lies there. */
final class SchemaElements {
    private static final List<String> ORDER =
            List.of("CreateSeqStmt", "CreateStmt", "ViewStmt", "IndexStmt", "CreateTrigStmt", "GrantStmt");

    private SchemaElements() {}

    static String schema(Node create) {
        return create.has("schemaname")
                ? create.text("schemaname")
                : create.get("authrole").text("rolename");
    }

    static Stream<Node> ordered(Node create) {
        return create.list("schemaElts").stream()
                .sorted(Comparator.comparingInt(element -> ORDER.indexOf(element.type())))
                .map(element -> in(schema(create), element));
    }

    /** A name without a schema gets that of the statement around it. */
    private static Node in(String schema, Node element) {
        Node copy = new Node(element.json().deepCopy());
        relation(copy)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .filter(relation -> !relation.has("schemaname"))
                .ifPresent(relation -> relation.put("schemaname", schema));
        return copy;
    }

    private static Optional<JsonNode> relation(Node element) {
        return switch (element.type()) {
            case "CreateStmt", "IndexStmt", "CreateTrigStmt" ->
                Optional.of(element.inner().get("relation").json());
            case "ViewStmt" -> Optional.of(element.inner().get("view").json());
            case "CreateSeqStmt" -> Optional.of(element.inner().get("sequence").json());
            default -> Optional.empty();
        };
    }
}
