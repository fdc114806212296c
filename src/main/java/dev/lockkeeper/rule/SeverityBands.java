package dev.lockkeeper.rule;

import dev.lockkeeper.pg.TableSize;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How bad a hazard is by the size of the table it meets; a band without a severity is silent. */
public record SeverityBands(Map<TableSize.Band, Severity> bands) {
    public SeverityBands {
        bands = Map.copyOf(bands);
    }

    /** The same severity whatever the size, also where no relation is concerned. */
    public static SeverityBands always(Severity severity) {
        Map<TableSize.Band, Severity> all = new EnumMap<>(TableSize.Band.class);
        for (TableSize.Band band : TableSize.Band.values()) {
            all.put(band, severity);
        }
        return new SeverityBands(all);
    }

    /** The severity in a band; empty means that the rule says nothing there. */
    public Optional<Severity> in(TableSize.Band band) {
        return Optional.ofNullable(bands.get(band));
    }
}
