package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.drift.Difference;
import dev.lockkeeper.drift.DriftReport;
import java.util.Locale;

/** A comparison as one JSON document (docs/schemas/drift.schema.json). */
public final class DriftJson {
    private DriftJson() {}

    public static String render(DriftReport report) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schema_version", 1);
        document.put("left", report.left());
        document.put("right", report.right());
        document.put("matters", report.matters());
        document.put("complete", report.complete());
        report.server().ifPresent(server -> document.put("compared_on", server));
        ArrayNode differences = document.putArray("differences");
        report.differences().forEach(difference -> difference(differences.addObject(), difference));
        ArrayNode migrations = document.putArray("migrations");
        report.migrations()
                .forEach(migration -> migrations
                        .addObject()
                        .put("file", migration.file())
                        .put("state", lower(migration.state()))
                        .put("detail", migration.detail()));
        report.notChecked().forEach(document.putArray("not_checked")::add);
        return document.toPrettyString() + "\n";
    }

    private static void difference(ObjectNode node, Difference difference) {
        node.put("severity", lower(difference.severity()));
        node.put("group", lower(difference.group()));
        node.put("kind", difference.kind());
        node.put("name", difference.name());
        node.put("how", lower(difference.how()));
        difference.left().ifPresent(value -> node.put("left", value));
        difference.right().ifPresent(value -> node.put("right", value));
        node.put("why", difference.why());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
