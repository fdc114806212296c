package dev.lockkeeper.hook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.approval.Sha256;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The migrations that were there before Lockkeeper, by name and digest: they may stay as they are, and nobody may
 * change them. {@code .lockkeeper/baseline.json} holds it.
 */
public record Baseline(SortedMap<String, Sha256> files) {
    /** Where it lies in a repository. */
    public static final String FILE = ".lockkeeper/baseline.json";

    public static final Baseline NONE = new Baseline(new TreeMap<>());

    public Baseline {
        files = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Sha256>) files));
    }

    /** Whether these are the bytes that lay under this name when the baseline was taken. */
    public boolean holds(String name, Bytes content) {
        return Optional.ofNullable(files.get(name)).equals(Optional.of(content.sha256()));
    }

    public boolean names(String name) {
        return files.containsKey(name);
    }

    /** One name and digest a line, so that a change of it reads well in a diff. */
    public String json() {
        try {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode root = mapper.createObjectNode();
            root.put("version", 1);
            ObjectNode names = root.putObject("files");
            files.forEach((name, digest) -> names.put(name, digest.hex()));
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts can be written", e);
        }
    }

    /** Refuses anything that {@link #json} did not write: a baseline that is half read would protect half. */
    public static Baseline parse(Bytes text) {
        try {
            JsonNode root = new ObjectMapper().readTree(text.toArray());
            TreeMap<String, Sha256> files = new TreeMap<>();
            if (root.path("version").asInt() != 1 || !root.path("files").isObject()) {
                throw new HookException(FILE + " is not a baseline of version 1; restore it, or take it again with"
                        + " `lockkeeper init --baseline`.");
            }
            for (Iterator<Map.Entry<String, JsonNode>> each = root.path("files").fields(); each.hasNext(); ) {
                Map.Entry<String, JsonNode> entry = each.next();
                files.put(entry.getKey(), new Sha256(entry.getValue().asText()));
            }
            return new Baseline(files);
        } catch (java.io.IOException | IllegalArgumentException e) {
            throw new HookException(FILE + " cannot be read (" + e.getMessage() + "); restore it.", e);
        }
    }
}
