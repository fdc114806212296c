package dev.lockkeeper.dryrun.forecast;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockkeeper.effect.TableWork;
import dev.lockkeeper.effect.WorkKind;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What work took when it last ran in production, by kind; the file that {@code --calibration} names
 * (docs/forecast.md). It replaces the shadow database's speed, never the number of rows.
 *
 * @param source where the figures come from, in words
 */
public record Calibration(
        @JsonProperty(required = true) String source,
        @JsonProperty(required = true) Map<WorkKind, Rate> works) {
    public Calibration {
        if (source.isBlank() || works.isEmpty()) {
            throw new IllegalArgumentException("calibration needs a source and at least one kind of work");
        }
        works = Collections.unmodifiableMap(new EnumMap<>(works));
    }

    /** One of the two: milliseconds for a million rows, or for 10^9 bytes of the table's heap. */
    public record Rate(OptionalDouble millisPerMillionRows, OptionalDouble millisPerGb) {
        public Rate {
            if (millisPerMillionRows.isPresent() == millisPerGb.isPresent()) {
                throw new IllegalArgumentException("give millis_per_million_rows or millis_per_gb, one of them");
            }
            double value = millisPerMillionRows.orElse(millisPerGb.orElse(0));
            if (!(value > 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException("a rate is a number of milliseconds above 0, not " + value);
            }
        }
    }

    /** Milliseconds that {@code work} takes in production by these figures; empty when they do not say. */
    public OptionalDouble millis(TableWork work, long rows, OptionalLong bytes) {
        Optional<Rate> rate = Optional.ofNullable(works.get(work.kind()));
        double share = work.microsPerRow() / work.kind().microsPerRow();
        if (rate.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (rate.get().millisPerMillionRows().isPresent()) {
            return OptionalDouble.of(rate.get().millisPerMillionRows().getAsDouble() * rows / 1e6 * share);
        }
        return bytes.isPresent()
                ? OptionalDouble.of(rate.get().millisPerGb().orElseThrow() * bytes.getAsLong() / 1e9 * share)
                : OptionalDouble.empty();
    }
}
