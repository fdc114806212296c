package dev.lockkeeper.gate;

import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.report.SafetyReport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Wall time of each stage in milliseconds, in order; tells who watches which one begins. */
final class Timings {
    private final Clock clock;
    private final Progress progress;
    private final List<SafetyReport.Timing> list = new ArrayList<>();

    Timings(Clock clock, Progress progress) {
        this.clock = clock;
        this.progress = progress;
    }

    <T> T time(String stage, Supplier<T> work) {
        progress.report(stage, -1);
        long start = clock.millis();
        T result = work.get();
        list.add(new SafetyReport.Timing(stage, clock.millis() - start));
        return result;
    }

    List<SafetyReport.Timing> list() {
        return List.copyOf(list);
    }
}
