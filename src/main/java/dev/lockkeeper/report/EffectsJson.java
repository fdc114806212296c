package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.Effect;
import dev.lockkeeper.effect.StatementEffects;
import java.util.List;
import java.util.Locale;

/** Effects per statement as one JSON document (docs/schemas/effects.schema.json). */
public final class EffectsJson {
    private EffectsJson() {}

    public static String render(List<Analysis> analyses) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("schema_version", 1);
        ArrayNode files = document.putArray("files");
        for (Analysis analysis : analyses) {
            ObjectNode file = files.addObject();
            file.put("name", analysis.script().name());
            file.put("postgres_version", analysis.version().text());
            ArrayNode statements = file.putArray("statements");
            analysis.statements().forEach(at -> statements.add(statement(at)));
        }
        return document.toPrettyString() + "\n";
    }

    private static ObjectNode statement(StatementEffects at) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("statement", at.statement().number());
        node.put("line", at.statement().position().line());
        node.put("sql", at.statement().sql());
        node.put("transaction", at.transaction().kind().name().toLowerCase(Locale.ROOT));
        ArrayNode locks = node.putArray("locks");
        at.all(Effect.AcquiresLock.class)
                .distinct()
                .forEach(lock -> locks.addObject()
                        .put("relation", lock.relation().toString())
                        .put("kind", lock.kind().name().toLowerCase(Locale.ROOT))
                        .put("mode", lock.mode().sql())
                        .put("blocks_reads", lock.mode().blocksReads())
                        .put("blocks_writes", lock.mode().blocksWrites()));
        ArrayNode effects = node.putArray("effects");
        at.effects().stream()
                .filter(effect -> !(effect instanceof Effect.AcquiresLock))
                .forEach(effect -> effects.addObject()
                        .put("kind", EffectWords.kind(effect))
                        .put("text", EffectWords.of(effect)));
        node.put("forbidden_in_transaction", at.has(Effect.ForbiddenInTransaction.class));
        ObjectNode forecast = node.putObject("forecast");
        forecast.put("known", at.forecast().known());
        forecast.put("low_millis", at.forecast().lowMillis());
        forecast.put("high_millis", at.forecast().highMillis());
        forecast.put("basis", at.forecast().basis());
        return node;
    }
}
