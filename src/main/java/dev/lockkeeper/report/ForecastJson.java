package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.dryrun.forecast.ForecastEvidence;
import dev.lockkeeper.dryrun.forecast.MeasuredForecast;
import java.util.Locale;

/** The measured forecasts as JSON: {@code dry_run.forecast}. */
final class ForecastJson {
    private ForecastJson() {}

    static ObjectNode tree(ForecastEvidence evidence) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode steps = node.putArray("steps");
        evidence.steps().forEach(forecast -> steps.add(step(forecast)));
        ArrayNode notMeasured = node.putArray("not_measured");
        evidence.notMeasured().forEach(notMeasured::add);
        return node;
    }

    private static ObjectNode step(MeasuredForecast forecast) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("step", forecast.step());
        node.put("growth", forecast.growth().name().toLowerCase(Locale.ROOT));
        node.put("low_millis", forecast.lowMillis());
        node.put("likely_millis", forecast.likelyMillis());
        node.put("high_millis", forecast.highMillis());
        node.put("production_rows", forecast.productionRows());
        ArrayNode samples = node.putArray("samples");
        forecast.samples()
                .forEach(sample -> samples.addObject()
                        .put("rows", sample.rows())
                        .put("millis", Math.round(sample.millis() * 10) / 10.0));
        ArrayNode adjustments = node.putArray("adjustments");
        forecast.adjustments().forEach(adjustments::add);
        return node;
    }
}
