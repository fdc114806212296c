package dev.lockkeeper.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.rule.RuleBook;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lockkeeper rules}: every rule with its hazard. */
@Command(
        name = "rules",
        description = "Lists all rules.",
        footer = {"", "Example:", "  lockkeeper rules --format json"})
final class RulesCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    RulesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (common.json()) {
            ObjectNode document = JsonNodeFactory.instance.objectNode().put("schema_version", 1);
            ArrayNode rules = document.putArray("rules");
            RuleBook.installed()
                    .entries()
                    .forEach(rule -> rules.addObject()
                            .put("code", rule.card().code())
                            .put("hazard", rule.card().hazard())
                            .put("title", rule.card().title()));
            console.out().println(document.toPrettyString());
        } else {
            RuleBook.installed()
                    .entries()
                    .forEach(rule -> console.out()
                            .printf(
                                    "%-38s %-14s %s%n",
                                    rule.card().code(),
                                    rule.card().hazard(),
                                    rule.card().title()));
        }
        return ExitCodes.APPROVED;
    }
}
