package dev.lockkeeper.dryrun.traffic;

import java.util.Arrays;

/**
 * Times of the statements that became due in a window, in milliseconds from the moment a statement was due (not from
 * the moment a connection was free for it) to its end.
 */
public record Latency(int statements, double p99Millis, double worstMillis) {
    static Latency of(double[] millis) {
        if (millis.length == 0) {
            return new Latency(0, 0, 0);
        }
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        int p99 = Math.max(0, (int) Math.ceil(sorted.length * 0.99) - 1);
        return new Latency(sorted.length, sorted[p99], sorted[sorted.length - 1]);
    }
}
