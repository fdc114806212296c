package dev.lockkeeper.gate;

import dev.lockkeeper.apply.ApplyLimits;
import dev.lockkeeper.apply.HealthLimits;
import dev.lockkeeper.apply.HealthProbe;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The {@code apply} section as it is written: what it does not say is inherited. */
record ApplyPart(
        Optional<Long> maxWaitMs,
        Optional<Long> maxLagMs,
        Optional<Long> maxReadMs,
        Optional<Long> maxTransactionMs,
        Optional<Long> replicaBytes,
        Optional<Long> walBytesPerSecond,
        OptionalInt failures,
        @Nullable List<ProbePart> probes) {

    /** One of the two, and the limit of its number. */
    record ProbePart(@Nullable List<String> command, Optional<String> prometheus, OptionalDouble limit) {
        HealthProbe value(Path folder) {
            List<String> words = command;
            if (words == null == prometheus.isEmpty()) {
                throw new IllegalArgumentException("each of apply.probes needs command or prometheus, one of them");
            }
            return words == null
                    ? new HealthProbe.Prometheus(
                            URI.create(prometheus.orElse("")),
                            limit.orElseThrow(() -> new IllegalArgumentException("a prometheus probe needs a limit")))
                    : new HealthProbe.Command(words, folder, limit);
        }
    }

    /** Commands run in {@code folder}. */
    ApplyLimits over(ApplyLimits inherited, Path folder) {
        HealthLimits health = inherited.health();
        List<ProbePart> own = probes;
        return inherited
                .within(
                        maxWaitMs.map(ApplyPart::millis).orElse(inherited.sessionWait()),
                        maxLagMs.map(ApplyPart::millis).orElse(inherited.replicaLag()))
                .withHealth(new HealthLimits(
                        maxReadMs.map(ApplyPart::millis).orElse(health.probeLatency()),
                        failures.orElse(health.failures()),
                        maxTransactionMs.map(ApplyPart::millis).or(health::longestTransaction),
                        replicaBytes.orElse(health.replicaBytes()),
                        walBytesPerSecond.map(OptionalLong::of).orElse(health.walPerSecond()),
                        own == null
                                ? health.probes()
                                : own.stream().map(each -> each.value(folder)).toList()));
    }

    private static Duration millis(long value) {
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("limits in milliseconds are numbers from 1, not " + value);
        }
        return Duration.ofMillis(value);
    }
}
