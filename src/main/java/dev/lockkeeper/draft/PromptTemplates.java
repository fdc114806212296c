package dev.lockkeeper.draft;

import dev.langchain4j.model.input.PromptTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Prompt templates: Markdown with front matter, shipped as resources, each replaceable by a file of the same name
 * in the user's {@code prompts/} folder. Filled values are never expanded again, so that text from production
 * cannot add placeholders.
 */
public final class PromptTemplates {
    public static final String DRAFT = "draft-migration";
    public static final String REPAIR = "repair-findings";
    public static final String LOCKS = "lock-review";
    public static final String EXPAND_CONTRACT = "expand-contract";

    /** The shipped ones. */
    public static final List<String> NAMES =
            List.of(DRAFT, REPAIR, LOCKS, EXPAND_CONTRACT, "rollback", "explain-to-reviewer");

    private final Path overrides;

    public PromptTemplates(Path overrides) {
        this.overrides = overrides;
    }

    /** The filled prompt {@code name}; every value is inserted as it is. */
    String fill(String name, Map<String, Object> values) {
        return PromptTemplate.from(card(name).body()).apply(values).text();
    }

    PromptCard card(String name) {
        if (!NAMES.contains(name)) {
            throw new PromptException("no prompt is called " + ModelText.line(name, 40) + ". There are "
                    + String.join(", ", NAMES) + ".");
        }
        Path own = overrides.resolve(name + ".md");
        try {
            return Files.isRegularFile(own)
                    ? PromptCard.read(own.toString(), Files.readString(own))
                    : PromptCard.read("prompts/" + name + ".md", shipped(name));
        } catch (IOException e) {
            throw new PromptException(own + " cannot be read. Correct its permissions, or take it away.", e);
        }
    }

    private static String shipped(String name) {
        try (InputStream shipped = PromptTemplates.class.getResourceAsStream("/prompts/" + name + ".md")) {
            if (shipped == null) {
                throw new PromptException("the prompt " + name + " is not in this program");
            }
            return new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
