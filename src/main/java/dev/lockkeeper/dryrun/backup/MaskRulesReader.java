package dev.lockkeeper.dryrun.backup;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockkeeper.pg.QualifiedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads masking rules: {@code table: {column: rule}} with the rules {@code null}, {@code hash}, {@code email},
 * {@code shuffle} and {@code {fixed: TEXT}}. A table outside of schema public is written {@code schema.table}. What is not known is refused.
 */
public final class MaskRulesReader {
    private static final String KNOWN = "The rules are null, hash, email, shuffle and {fixed: TEXT}.";

    private MaskRulesReader() {}

    public static MaskRules read(Path file) throws BackupException {
        try {
            YAMLMapper yaml = YAMLMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
            return rules(file, yaml.readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new BackupException(
                    "the masking rules " + file + " cannot be read: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "Write one block for each table: users: {email: email, name: hash}.",
                    e);
        }
    }

    private static MaskRules rules(Path file, JsonNode root) throws BackupException {
        if (!root.isObject() || root.isEmpty()) {
            throw new BackupException(
                    "the masking rules " + file + " name no table",
                    "Write one block for each table: users: {email: email, name: hash}.");
        }
        Map<QualifiedName, Map<String, Mask>> tables = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> table : root.properties()) {
            if (!table.getValue().isObject() || table.getValue().isEmpty()) {
                throw new BackupException("the masking rules " + file + " name no column of " + table.getKey(), KNOWN);
            }
            Map<String, Mask> columns = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> column : table.getValue().properties()) {
                columns.put(column.getKey(), mask(file, table.getKey() + "." + column.getKey(), column.getValue()));
            }
            tables.put(name(table.getKey()), columns);
        }
        return new MaskRules(tables);
    }

    private static QualifiedName name(String text) {
        int dot = text.indexOf('.');
        return dot < 1
                ? QualifiedName.of("public", text)
                : QualifiedName.of(text.substring(0, dot), text.substring(dot + 1));
    }

    private static Mask mask(Path file, String column, JsonNode rule) throws BackupException {
        if (rule.isNull() || rule.isTextual() && rule.asText().equals("null")) {
            return new Mask.ToNull();
        }
        if (rule.isTextual() && rule.asText().equals("hash")) {
            return new Mask.Hash();
        }
        if (rule.isTextual() && rule.asText().equals("email")) {
            return new Mask.Email();
        }
        if (rule.isTextual() && rule.asText().equals("shuffle")) {
            return new Mask.Shuffle();
        }
        if (rule.isObject()
                && rule.size() == 1
                && rule.has("fixed")
                && rule.get("fixed").isValueNode()) {
            return new Mask.Fixed(rule.get("fixed").asText());
        }
        throw new BackupException(file + ": " + column + " has a rule that is not known (" + rule + ")", KNOWN);
    }
}
