package dev.lockkeeper.gate;

import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.report.DraftStory;
import dev.lockkeeper.report.SafetyReport;
import dev.lockkeeper.sql.ScriptStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who wrote which statement of the plan: word for word the person's, word for word the model's, else the planner's. */
final class DraftAuthors {
    private DraftAuthors() {}

    static List<DraftStory.Author> of(SafetyReport report, DraftOrder order) {
        Set<String> model = report.analysis().stream()
                .flatMap(analysis -> analysis.script().statements().stream())
                .map(ScriptStatement::sql)
                .map(DraftAuthors::spelling)
                .collect(Collectors.toSet());
        String person = spelling(order.intent() + "\n" + String.join("\n", order.said()));
        List<DraftStory.Author> authors = new ArrayList<>();
        report.plan().stream()
                .flatMap(plan -> plan.phases().stream())
                .map(Phase::steps)
                .flatMap(List::stream)
                .flatMap((Step step) -> step.statements().stream()
                        .flatMap(statement -> Stream.of(new DraftStory.Author(
                                step.id(), statement, writer(spelling(statement), model, person)))))
                .forEach(authors::add);
        return authors;
    }

    private static DraftStory.Writer writer(String statement, Set<String> model, String person) {
        return person.contains(statement)
                ? DraftStory.Writer.PERSON
                : model.contains(statement) ? DraftStory.Writer.MODEL : DraftStory.Writer.PLANNER;
    }

    static String spelling(String sql) {
        return sql.strip().replaceAll("\\s+", " ").replaceAll("\\s*;$", "");
    }
}
