package dev.lockkeeper.gate;

import dev.lockkeeper.dryrun.shadow.Progress;
import dev.lockkeeper.report.SafetyReport;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

    /** A stage that tells its parts: each lasts until the next one begins, and stands after the whole. */
    <T> T timeParts(String stage, Function<Progress, T> work) {
        Parts parts = new Parts();
        T result = time(stage, () -> work.apply(parts));
        parts.end();
        parts.millis.forEach((part, millis) -> list.add(new SafetyReport.Timing(part, millis)));
        return result;
    }

    private final class Parts implements Progress {
        private final Map<String, Long> millis = new LinkedHashMap<>();
        private String part = "";
        private long begun = clock.millis();

        @Override
        public synchronized void report(String stage, double fraction) {
            if (!stage.equals(part)) {
                end();
                part = stage;
            }
            progress.report(stage, fraction);
        }

        synchronized void end() {
            long now = clock.millis();
            if (!part.isEmpty()) {
                millis.merge(part, now - begun, Long::sum);
            }
            begun = now;
        }
    }

    List<SafetyReport.Timing> list() {
        return List.copyOf(list);
    }
}
