package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.lint.LintResult;
import dev.lockkeeper.rule.Finding;
import dev.lockkeeper.rule.RuleCard;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Findings as SARIF 2.1.0 (OASIS), for code scanning; columns are code points, as the log itself says. Suppressed
 * findings are listed with their reason, as the format wants it.
 */
public final class SarifReport {
    private static final String SYNTAX_ERROR = "syntax-error";

    private final List<RuleCard> cards;
    private final List<String> codes = new ArrayList<>();
    private final String version;

    public SarifReport(List<RuleCard> cards, String version) {
        this.cards = List.copyOf(cards);
        this.version = version;
        this.cards.forEach(card -> codes.add(card.code()));
        codes.add(SYNTAX_ERROR);
    }

    public String render(List<LintJson.File> files) {
        ObjectNode log = JsonNodeFactory.instance.objectNode();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "Lockkeeper").put("version", version);
        rules(driver.putArray("rules"));
        run.put("columnKind", "unicodeCodePoints");
        ArrayNode results = run.putArray("results");
        for (LintJson.File file : files) {
            file.unreadable()
                    .ifPresent(unreadable -> result(
                            results,
                            file.name(),
                            SYNTAX_ERROR,
                            "error",
                            unreadable.message() + " " + unreadable.nextStep(),
                            unreadable.position()));
            file.result().ifPresent(result -> findings(results, file.name(), result));
        }
        return log.toPrettyString() + "\n";
    }

    private void rules(ArrayNode rules) {
        cards.forEach(card -> {
            ObjectNode rule = rules.addObject().put("id", card.code());
            rule.putObject("shortDescription").put("text", card.title());
            rule.putObject("help")
                    .put("text", card.section("How to spot it"))
                    .put("markdown", card.section("How to spot it") + "\n\n**Plan.** " + card.section("Plan"));
            rule.putObject("properties").putArray("tags").add(card.hazard());
        });
        rules.addObject()
                .put("id", SYNTAX_ERROR)
                .putObject("shortDescription")
                .put("text", "The text is not PostgreSQL");
    }

    private void findings(ArrayNode results, String name, LintResult result) {
        result.findings().forEach(finding -> finding(results, name, finding));
        result.suppressed()
                .forEach(suppressed -> finding(results, name, suppressed.finding())
                        .putArray("suppressions")
                        .addObject()
                        .put("kind", "inSource")
                        .put("justification", suppressed.reason()));
    }

    private ObjectNode finding(ArrayNode results, String name, Finding finding) {
        return result(
                results,
                name,
                finding.code(),
                level(finding.severity()),
                finding.message() + " " + finding.fix(),
                finding.position());
    }

    private ObjectNode result(
            ArrayNode results, String name, String code, String level, String message, Position position) {
        ObjectNode node = results.addObject().put("ruleId", code);
        if (codes.contains(code)) {
            node.put("ruleIndex", codes.indexOf(code));
        }
        node.put("level", level);
        node.putObject("message").put("text", message);
        ObjectNode place = node.putArray("locations").addObject().putObject("physicalLocation");
        place.putObject("artifactLocation").put("uri", uri(name));
        place.putObject("region").put("startLine", position.line()).put("startColumn", position.column());
        return node;
    }

    private static String level(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    /** A relative reference with forward slashes; what a URI cannot hold is encoded. */
    private static String uri(String name) {
        StringBuilder uri = new StringBuilder();
        for (byte b : name.replace('\\', '/').getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0);
            uri.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
        return uri.toString();
    }
}
