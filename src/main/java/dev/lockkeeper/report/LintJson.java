package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.sql.ScriptOutcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Findings as one JSON document (docs/schemas/lint.schema.json). */
public final class LintJson {
    private LintJson() {}

    /** A linted file: its findings, or why it could not be read. */
    public record File(String name, Optional<LintResult> result, Optional<ScriptOutcome.Unreadable> unreadable) {
        public static File read(String name, LintResult result) {
            return new File(name, Optional.of(result), Optional.empty());
        }

        public static File unreadable(ScriptOutcome.Unreadable unreadable) {
            return new File(unreadable.name(), Optional.empty(), Optional.of(unreadable));
        }
    }

    public static String render(List<File> files, PgVersion version) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schema_version", 1);
        document.put("postgres_version", version.text());
        ArrayNode array = document.putArray("files");
        for (File file : files) {
            ObjectNode node = array.addObject();
            node.put("name", file.name());
            ArrayNode findings = node.putArray("findings");
            file.result().ifPresent(result -> result.findings().forEach(finding -> findings.add(finding(finding))));
            file.unreadable()
                    .ifPresent(unreadable -> node.putObject("error")
                            .put("line", unreadable.position().line())
                            .put("column", unreadable.position().column())
                            .put("message", unreadable.message())
                            .put("next_step", unreadable.nextStep()));
        }
        return document.toPrettyString() + "\n";
    }

    static ObjectNode finding(Finding finding) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("code", finding.code());
        node.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        node.put("statement", finding.statement());
        node.put("line", finding.position().line());
        node.put("column", finding.position().column());
        finding.relation().ifPresent(relation -> node.put("relation", relation.toString()));
        node.put("message", finding.message());
        node.put("fix", finding.fix());
        return node;
    }
}
