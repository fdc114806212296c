package dev.lockkeeper.draft;

import dev.langchain4j.model.input.PromptTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Prompt templates: Markdown with front matter, shipped as resources, each replaceable by a file of the same name
 * in the user's {@code prompts/} folder. Filled values are never expanded again, so that text from production
 * cannot add placeholders.
 */
public final class PromptTemplates {
    private final Path overrides;

    public PromptTemplates(Path overrides) {
        this.overrides = overrides;
    }

    /** The filled prompt {@code name}; every value is inserted as it is. */
    public String fill(String name, Map<String, Object> values) {
        return PromptTemplate.from(body(text(name))).apply(values).text();
    }

    private String text(String name) {
        Path own = overrides.resolve(name + ".md");
        try {
            if (Files.isRegularFile(own)) {
                return Files.readString(own);
            }
            try (InputStream shipped = PromptTemplates.class.getResourceAsStream("/prompts/" + name + ".md")) {
                if (shipped == null) {
                    throw new IllegalArgumentException("no prompt is called " + name);
                }
                return new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the prompt " + name + " cannot be read", e);
        }
    }

    /** The text after the front matter. */
    private static String body(String text) {
        if (!text.startsWith("---\n")) {
            return text;
        }
        int end = text.indexOf("\n---\n", 4);
        return end < 0 ? text : text.substring(end + 5);
    }
}
