package dev.lockkeeper.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The closed loop of a backfill as a table, and that it never leaves what a person has set. */
class ThrottleTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest(name = "replicas {0}, waiting {1}, wal {2}, transactions {3} after {4} s: {5}")
    @CsvSource({
        "0, 0, 0, 0, 1, STAY", "0, 0, 0, 0, 2, FASTER", "0.1, 0, 0, 0, 3, FASTER", "0.3, 0, 0, 0, 3, STAY",
        "0.5, 0, 0, 0, 3, SLOWER", "0.5, 0, 0, 0, 1, STAY", "0.7, 0, 0, 0, 0, HOLD", "0, 0.7, 0, 0, 0, HOLD",
        "0, 0, 5, 0, 3, SLOWER", "0, 0, 0, 5, 3, SLOWER", "1000, 0, 0, 0, 0, HOLD",
    })
    void moves(double replicas, double waiting, double wal, double transactions, long seconds, Throttle.Move move) {
        assertThat(new Throttle(0).move(new Pressure(replicas, waiting, wal, transactions), seconds * SECOND))
                .isEqualTo(move);
    }

    @Test
    void restlessnessPutsOffGoingFaster() {
        Throttle throttle = new Throttle(0);
        assertThat(throttle.move(new Pressure(0.3, 0, 0, 0), 5 * SECOND)).isEqualTo(Throttle.Move.STAY);
        assertThat(throttle.move(Pressure.NONE, 6 * SECOND)).isEqualTo(Throttle.Move.STAY);
        assertThat(throttle.move(Pressure.NONE, 7 * SECOND)).isEqualTo(Throttle.Move.FASTER);
    }

    @Test
    void aPaceStaysWithinItsBoundsAndBelowWhatAPersonSet() {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            Optional<Integer> rows = set(random, 20_000);
            Optional<Integer> pause = set(random, 5_000);
            BackfillPace start = BackfillPace.of(rows, pause);
            BackfillPace pace = start;
            for (int step = 0; step < 40; step++) {
                Throttle.Move move = Throttle.Move.values()[random.nextInt(4)];
                BackfillPace next = pace.after(move);
                if (move == Throttle.Move.FASTER) {
                    assertThat(next.rows()).isGreaterThanOrEqualTo(pace.rows());
                    assertThat(next.pauseMillis()).isLessThanOrEqualTo(pace.pauseMillis());
                } else {
                    assertThat(next.rows()).isLessThanOrEqualTo(pace.rows());
                    assertThat(next.pauseMillis()).isGreaterThanOrEqualTo(pace.pauseMillis());
                }
                pace = next;
                boolean chosen = rows.isPresent() || pause.isPresent();
                assertThat(pace.rows()).isPositive().isLessThanOrEqualTo(chosen ? start.rows() : 5_000);
                assertThat(pace.pauseMillis()).isGreaterThanOrEqualTo(chosen ? start.pauseMillis() : 0);
            }
        }
    }

    private static Optional<Integer> set(Random random, int most) {
        return random.nextBoolean() ? Optional.of(1 + random.nextInt(most)) : Optional.empty();
    }

    @Test
    void aReplicaThatReplaysNothingFallsBehindWithEverySecond() {
        ReplicaLag lag = new ReplicaLag();
        assertThat(lag.behind(0, 1_000, 1_000)).isEqualTo(new ReplicaLag.Behind(0, 0));
        assertThat(lag.behind(SECOND, 3_000, 1_000)).isEqualTo(new ReplicaLag.Behind(0, 2_000));
        assertThat(lag.behind(4 * SECOND, 3_000, 1_000)).isEqualTo(new ReplicaLag.Behind(3_000, 2_000));
        assertThat(lag.behind(5 * SECOND, 9_000, 2_999)).isEqualTo(new ReplicaLag.Behind(4_000, 6_001));
        assertThat(lag.behind(6 * SECOND, 9_000, 3_000)).isEqualTo(new ReplicaLag.Behind(1_000, 6_000));
        assertThat(lag.behind(7 * SECOND, 9_000, 9_000)).isEqualTo(new ReplicaLag.Behind(0, 0));
    }
}
