package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The story of a draft in the report's formats; model and person are quoted, never trusted. */
public final class DraftText {
    private DraftText() {}

    public static ObjectNode tree(DraftStory story) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("intent", story.intent());
        strings(node.putArray("said"), story.said());
        node.put("model", story.model());
        node.put("end", story.end());
        strings(node.putArray("assumptions"), story.assumptions());
        strings(node.putArray("questions"), story.questions());
        ArrayNode rounds = node.putArray("rounds");
        story.rounds().forEach(round -> {
            ObjectNode each = rounds.addObject().put("number", round.number()).put("proposed", round.proposed());
            strings(each.putArray("wrong"), round.wrong());
            strings(each.putArray("changed"), round.changed());
            each.put("input_tokens", round.usage().inputTokens())
                    .put("output_tokens", round.usage().outputTokens());
        });
        ArrayNode authors = node.putArray("authors");
        story.authors()
                .forEach(author -> authors.addObject()
                        .put("step", author.step())
                        .put("statement", author.statement())
                        .put("by", author.writer().word()));
        node.put("calls", story.usage().calls());
        node.put("input_tokens", story.usage().inputTokens());
        node.put("output_tokens", story.usage().outputTokens());
        story.cost().ifPresent(cost -> node.put("cost", cost));
        return node;
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }

    static String markdown(DraftStory story) {
        StringBuilder out = new StringBuilder("\n### Drafted by a model\n\n");
        out.append(md(story.model()))
                .append(": ")
                .append(story.effort())
                .append(". ")
                .append(md(story.end()))
                .append("\n");
        lines(out, "Wanted", List.of(story.intent()));
        lines(out, "Said by a person", story.said());
        lines(out, "Assumed, nobody said it", story.assumptions());
        lines(out, "Asked", story.questions());
        story.rounds().forEach(round -> {
            lines(out, "Round " + round.number() + ", wrong", round.wrong());
            lines(out, "Round " + round.number() + ", changed", round.changed());
        });
        out.append(
                "\n<details><summary>Who wrote which statement</summary>\n\n| step | by | statement |\n|---|---|---|\n");
        story.authors()
                .forEach(author -> out.append("| ")
                        .append(md(author.step()))
                        .append(" | ")
                        .append(author.writer().word())
                        .append(" | ")
                        .append(md(first(author.statement())))
                        .append(" |\n"));
        out.append("\n</details>\n");
        return out.toString();
    }

    private static void lines(StringBuilder out, String title, List<String> lines) {
        lines.forEach(line -> out.append("\n- **").append(title).append(":** ").append(md(line)));
        if (!lines.isEmpty()) {
            out.append('\n');
        }
    }

    static String html(DraftStory story) {
        StringBuilder out = new StringBuilder("<p>")
                .append(SafeText.html(story.model() + ": " + story.effort() + ". " + story.end()))
                .append("</p><ul>");
        item(out, "Wanted", List.of(story.intent()));
        item(out, "Said by a person", story.said());
        item(out, "Assumed, nobody said it", story.assumptions());
        item(out, "Asked", story.questions());
        out.append("</ul>");
        story.rounds().forEach(round -> {
            out.append("<details><summary>Round ")
                    .append(round.number())
                    .append(": ")
                    .append(round.wrong().isEmpty() ? "judged" : round.wrong().size() + " wrong")
                    .append("</summary><ul>");
            item(out, "Wrong", round.wrong());
            item(out, "Changed", round.changed());
            out.append("</ul><pre>").append(SafeText.html(round.proposed())).append("</pre></details>");
        });
        out.append("<table><thead><tr><th>step</th><th>by</th><th>statement</th></tr></thead><tbody>");
        story.authors()
                .forEach(author -> out.append("<tr><td>")
                        .append(SafeText.html(author.step()))
                        .append("</td><td>")
                        .append(author.writer().word())
                        .append("</td><td><code>")
                        .append(SafeText.html(first(author.statement())))
                        .append("</code></td></tr>"));
        return out.append("</tbody></table>").toString();
    }

    private static void item(StringBuilder out, String title, List<String> lines) {
        lines.forEach(line -> out.append("<li><strong>")
                .append(title)
                .append(":</strong> ")
                .append(SafeText.html(line))
                .append("</li>"));
    }

    /** For a terminal. */
    public static String text(DraftStory story) {
        StringBuilder out = new StringBuilder("Drafted by ")
                .append(SafeText.visible(story.model()))
                .append(": ")
                .append(story.effort())
                .append(". ")
                .append(SafeText.visible(story.end()))
                .append('\n');
        story.rounds()
                .forEach(round -> round.wrong()
                        .forEach(line -> out.append("  round ")
                                .append(round.number())
                                .append(", wrong: ")
                                .append(SafeText.visible(line))
                                .append('\n')));
        story.assumptions()
                .forEach(line ->
                        out.append("  assumed: ").append(SafeText.visible(line)).append('\n'));
        story.questions()
                .forEach(line ->
                        out.append("  asked: ").append(SafeText.visible(line)).append('\n'));
        String by = story.authors().stream()
                .collect(Collectors.groupingBy(
                        author -> author.writer().word(), java.util.TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(each -> String.format(Locale.ROOT, "%s %d", each.getKey(), each.getValue()))
                .collect(Collectors.joining(", "));
        return by.isEmpty()
                ? out.toString()
                : out.append("  statements written by: ")
                        .append(by)
                        .append('\n')
                        .toString();
    }

    private static String first(String statement) {
        String line = statement.strip().replaceAll("\\s+", " ");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    private static String md(String text) {
        return SafeText.markdown(text);
    }
}
