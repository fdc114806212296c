package dev.lockkeeper.gate;

import dev.lockkeeper.report.SafetyReport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Wall time of each stage in milliseconds, in order. */
final class Timings {
    private final Clock clock;
    private final List<SafetyReport.Timing> list = new ArrayList<>();

    Timings(Clock clock) {
        this.clock = clock;
    }

    <T> T time(String stage, Supplier<T> work) {
        long start = clock.millis();
        T result = work.get();
        list.add(new SafetyReport.Timing(stage, clock.millis() - start));
        return result;
    }

    List<SafetyReport.Timing> list() {
        return List.copyOf(list);
    }
}
