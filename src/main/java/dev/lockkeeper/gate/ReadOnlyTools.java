package dev.lockkeeper.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockkeeper.draft.DraftTools;
import dev.lockkeeper.draft.ProductionBrief;
import dev.lockkeeper.draft.WorkloadWords;
import dev.lockkeeper.effect.Analyzer;
import dev.lockkeeper.effect.Framework;
import dev.lockkeeper.lint.Linter;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ScriptOutcome;
import java.util.List;
import java.util.stream.Collectors;

/** What a model may look up while it drafts: facts of a table, what SQL does and its measured locks, findings. */
final class ReadOnlyTools implements DraftTools {
    private static final String EMPTY = "nothing found";

    private final ProductionBrief brief;
    private final Explanation explanation;
    private final Gates gates;
    private final Linter linter;
    private final Production production;
    private final PgVersion version;
    private final WorkloadWords words;

    ReadOnlyTools(
            ProductionBrief brief,
            WorkloadWords words,
            Gates gates,
            GateConfig config,
            Production production,
            PgVersion version) {
        this.words = words;
        this.brief = brief;
        this.explanation = new Explanation(gates);
        this.gates = gates;
        this.linter = gates.linter(config);
        this.production = production;
        this.version = version;
    }

    @Override
    public List<LookUp> offered() {
        return List.of(
                new LookUp(
                        "table_context",
                        "Production facts of one table.",
                        "table",
                        "its name, with schema where needed"),
                new LookUp(
                        "explain",
                        "What SQL does in production (locks, rewrites, scans, duration, the measured lock row), or the card of a rule.",
                        "subject",
                        "SQL or the code of a rule"),
                new LookUp("lint", "The findings about a migration.", "sql", "the migration"));
    }

    @Override
    public String answer(String name, String arguments) {
        return words.hide(looked(name, arguments));
    }

    private String looked(String name, String arguments) {
        return switch (name) {
            case "table_context" -> table(argument(arguments, "table"));
            case "explain" ->
                explanation
                        .of(argument(arguments, "subject"), production, version)
                        .orElse(EMPTY);
            case "lint" -> lint(argument(arguments, "sql"));
            default -> "there is no tool of this name";
        };
    }

    private String table(String name) {
        if (name.isBlank()) {
            return EMPTY;
        }
        QualifiedName table = QualifiedName.typed(name.strip());
        return production.catalog().table(table).isEmpty() ? EMPTY : brief.of(List.of(table));
    }

    private String lint(String sql) {
        return switch (gates.reader().read("draft.sql", sql)) {
            case ScriptOutcome.Unreadable unreadable -> "it does not parse: " + unreadable.message();
            case ScriptOutcome.Read read -> {
                String findings = linter
                        .lint(Analyzer.analyze(
                                read.script(),
                                production.catalog(),
                                production.context(),
                                version,
                                Framework.PLAIN,
                                true))
                        .findings()
                        .stream()
                        .map(finding -> "statement " + finding.statement() + ", " + finding.code() + ": "
                                + finding.message() + " " + finding.fix())
                        .collect(Collectors.joining("\n"));
                yield findings.isEmpty() ? "no finding" : findings;
            }
        };
    }

    private static String argument(String arguments, String name) {
        try {
            return new ObjectMapper().readTree(arguments).path(name).asText("");
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
