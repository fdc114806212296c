package dev.lockkeeper.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.draft.ModelText;
import dev.lockkeeper.draft.Usage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** What an evaluation gave, as a table for people and as JSON: no times in it, so that runs can be compared. */
public final class EvalTable {
    private static final int LONGEST = 140;

    private final String model;
    private final List<EvalResult> results;

    public EvalTable(String model, List<EvalResult> results) {
        this.model = model;
        this.results = List.copyOf(results);
    }

    /** How many of them. */
    private long count(Predicate<EvalResult> which) {
        return results.stream().filter(which).count();
    }

    /** Whether something got through that should not. */
    public boolean wronglyApproved() {
        return results.stream().anyMatch(EvalResult::wronglyApproved);
    }

    public String markdown() {
        long wanted = count(result -> result.intent().ends() == EvalIntent.End.APPROVED);
        long rounds = results.stream().mapToLong(EvalResult::rounds).sum();
        Usage usage = usage();
        StringBuilder out = new StringBuilder();
        out.append("Model: ").append(cell(model)).append("\n\n");
        out.append("| | with the gate | without it | without it, lock_timeout forgiven |\n|---|---|---|---|\n");
        out.append("| in production, and safe and right (of " + wanted + " that can be) | ")
                .append(share(count(this::approvedAndSafe), wanted) + " | ")
                .append(share(count(result -> alone(result, EvalResult::rightWithoutGate)), wanted) + " | ")
                .append(share(count(result -> alone(result, EvalResult::rightWithoutGateUnderTimeout)), wanted))
                .append(" |\n| ended as wanted (of " + results.size() + ") | ")
                .append(share(count(EvalResult::asWanted), results.size()) + " | ")
                .append(share(count(EvalResult::rightWithoutGate), results.size()) + " | ")
                .append(share(count(EvalResult::rightWithoutGateUnderTimeout), results.size()))
                .append(" |\n| got through and should not | ")
                .append(count(EvalResult::wronglyApproved) + " | ")
                .append(count(result -> result.first().isPresent() && !result.rightWithoutGate()) + " | ")
                .append(count(result -> result.first().isPresent() && !result.rightWithoutGateUnderTimeout()))
                .append(" |\n\n");
        out.append(rounds + " rounds, " + usage.calls() + " calls, " + usage.inputTokens() + " tokens in, "
                + usage.outputTokens() + " out.\n\n");
        out.append("| intent | wanted | ended | rounds | tokens | with the gate | first draft without it |\n");
        out.append("|---|---|---|---:|---:|---|---|\n");
        results.forEach(result -> out.append(line(result)));
        return out.toString();
    }

    private boolean approvedAndSafe(EvalResult result) {
        return result.end() == EvalIntent.End.APPROVED && result.asWanted();
    }

    private static boolean alone(EvalResult result, Predicate<EvalResult> right) {
        return result.intent().ends() == EvalIntent.End.APPROVED && right.test(result);
    }

    private Usage usage() {
        return results.stream().map(EvalResult::usage).reduce(Usage.NONE, Usage::plus);
    }

    private static String share(long part, long all) {
        return part + (all == 0 ? "" : String.format(Locale.ROOT, " (%.0f %%)", 100.0 * part / all));
    }

    private static String line(EvalResult result) {
        return "| " + cell(result.set() + "/" + result.intent().name()) + " | "
                + word(result.intent().ends()) + " | " + word(result.end()) + " | " + result.rounds() + " | "
                + (result.usage().inputTokens() + result.usage().outputTokens()) + " | "
                + withGate(result) + " | " + outcome(result.first(), "no draft") + " |\n";
    }

    private static String withGate(EvalResult result) {
        String outcome = outcome(result.approved(), "nothing approved");
        return (result.asWanted() ? "" : "**not as wanted:** ")
                + outcome
                + (result.why().isEmpty()
                        ? ""
                        : ": " + cell(result.why().getFirst())
                                + (result.why().size() == 1
                                        ? ""
                                        : " (+" + (result.why().size() - 1) + ")"));
    }

    private static String outcome(Optional<Trial> trial, String none) {
        return trial.map(each -> each.safeAndRight() ? "safe and right" : cell(String.join("; ", each.problems())))
                .orElse(none);
    }

    private static String word(EvalIntent.End end) {
        return end.name().toLowerCase(Locale.ROOT);
    }

    /** Words of models and servers stay in their cell. */
    private static String cell(String text) {
        return ModelText.line(text, LONGEST)
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;");
    }

    public String json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("model", model);
        ObjectNode sum = root.putObject("summary");
        sum.put("intents", results.size());
        sum.put("can_be_approved", count(result -> result.intent().ends() == EvalIntent.End.APPROVED));
        sum.put("approved_and_safe", count(this::approvedAndSafe));
        sum.put("safe_without_gate", count(result -> alone(result, EvalResult::rightWithoutGate)));
        sum.put(
                "safe_without_gate_under_lock_timeout",
                count(result -> alone(result, EvalResult::rightWithoutGateUnderTimeout)));
        sum.put("as_wanted", count(EvalResult::asWanted));
        sum.put("wrongly_approved", count(EvalResult::wronglyApproved));
        sum.put("rounds", results.stream().mapToLong(EvalResult::rounds).sum());
        sum.put("tokens_in", usage().inputTokens());
        sum.put("tokens_out", usage().outputTokens());
        ArrayNode list = root.putArray("results");
        results.forEach(result -> add(list.addObject(), result));
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(ObjectNode node, EvalResult result) {
        node.put("set", result.set());
        node.put("intent", result.intent().name());
        node.put("wanted", word(result.intent().ends()));
        node.put("ended", word(result.end()));
        node.put("as_wanted", result.asWanted());
        node.put("wrongly_approved", result.wronglyApproved());
        node.put("rounds", result.rounds());
        node.put("tokens_in", result.usage().inputTokens());
        node.put("tokens_out", result.usage().outputTokens());
        result.approved().ifPresent(trial -> problems(node.putArray("approved_problems"), trial));
        result.first().ifPresent(trial -> problems(node.putArray("first_draft_problems"), trial));
        ArrayNode why = node.putArray("why");
        result.why().forEach(why::add);
    }

    private static void problems(ArrayNode node, Trial trial) {
        trial.problems().forEach(node::add);
    }
}
