package dev.lockkeeper.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockkeeper.context.ProductionContext;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a snapshot holds and what it could not see, in a few lines or as JSON. */
record SnapshotSummary(Path file, byte[] bytes, ProductionContext context) {
    String render(CommonOptions.Format format) {
        return format == CommonOptions.Format.JSON ? json() : text();
    }

    private String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: PostgreSQL %s, database %s, %,d tables, %,d queries, %,d sessions at work.%n",
                file,
                context.version(),
                context.databaseName(),
                context.tables().size(),
                context.workload().size(),
                context.sessions().size()));
        if (context.notCaptured().isEmpty()) {
            return text.append("Everything was captured.\n").toString();
        }
        text.append("Not captured:\n");
        context.notCaptured().forEach(gap -> text.append("  - ").append(gap).append('\n'));
        return text.toString();
    }

    private String json() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("file", file.toString());
        summary.put("sha256", sha256());
        summary.put("postgres_version", context.version().text());
        summary.put("database", context.databaseName());
        context.capturedAt().ifPresent(time -> summary.put("captured_at", time.toString()));
        summary.put("tables", context.tables().size());
        summary.put("queries", context.workload().size());
        summary.put("sessions", context.sessions().size());
        summary.put("schema", context.schema().isPresent());
        summary.put("not_captured", context.notCaptured());
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(summary) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }

    private String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
