package dev.lockkeeper.app.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockkeeper.gate.Explanation;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.gate.Production;
import dev.lockkeeper.pg.PgVersion;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper explain}: a rule's card, or what a statement does. */
@Command(
        name = "explain",
        description = "Explains a rule by its code, or a statement by what it locks.",
        footer = {
            "",
            "Examples:",
            "  lockkeeper explain set-not-null-scans-table",
            "  lockkeeper explain \"ALTER TABLE t ALTER COLUMN c TYPE bigint\" --pg 16",
            "  lockkeeper explain --error 55P03",
            "  lockkeeper explain --context examples/shop/context.json \"DROP INDEX orders_status_idx\""
        })
final class ExplainCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "SUBJECT", arity = "0..1", description = "A rule code, or one SQL statement.")
    private String subject = "";

    @Option(
            names = "--error",
            paramLabel = "TEXT",
            description = "An SQLSTATE or the text of an error: explains the rules whose symptom it is.")
    Optional<String> error = Optional.empty();

    ExplainCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        if (error.isPresent() == !subject.isBlank()) {
            throw new UsageException(
                    "explain takes either a SUBJECT (a rule code or one SQL statement) or --error TEXT.");
        }
        return error.isPresent() ? error(error.get()) : subject();
    }

    private int error(String symptom) {
        return print(
                symptom,
                new Explanation(gates)
                        .error(symptom)
                        .orElseThrow(
                                () -> new UsageException(
                                        "No rule's symptom is \"" + symptom
                                                + "\". Give the five characters of the SQLSTATE, or the whole message without its numbers.")));
    }

    private int subject() throws GateException {
        GateConfig config = common.configuration();
        Production production = common.production(config, gates.schemas());
        PgVersion version = production.context().isNone()
                ? common.checkedMajor()
                : production.context().version();
        String answer = new Explanation(gates)
                .of(subject, production, version)
                .orElseThrow(
                        () -> new UsageException(
                                "\"" + subject
                                        + "\" is neither a rule code nor SQL that PostgreSQL reads. `lockkeeper rules` lists the codes."));
        return print(subject, answer);
    }

    private int print(String subject, String answer) {
        console.out()
                .println(
                        common.json()
                                ? JsonNodeFactory.instance
                                        .objectNode()
                                        .put("schema_version", 1)
                                        .put("subject", subject)
                                        .put("explanation", answer)
                                        .toPrettyString()
                                : answer);
        return ExitCodes.APPROVED;
    }
}
