package dev.lockkeeper.apply;

/** The closed loop of a backfill: from the pressure of one look to what the batches do next. */
final class Throttle {
    private static final double HOLD = 0.6;
    private static final double SLOWER = 0.4;
    private static final double CALM = 0.2;
    private static final long PATIENCE_NANOS = 2_000_000_000L;
    private long since;

    /** What happens to the batches. */
    enum Move {
        STAY,
        FASTER,
        SLOWER,
        HOLD
    }

    /** {@code now} in nanoseconds is when the batches began at their present pace. */
    Throttle(long now) {
        since = now;
    }

    Move move(Pressure pressure, long now) {
        if (pressure.hard() >= HOLD) {
            return Move.HOLD;
        }
        boolean settled = now - since >= PATIENCE_NANOS;
        if (pressure.all() >= SLOWER) {
            return settled ? Move.SLOWER : Move.STAY;
        }
        if (pressure.all() >= CALM) {
            since = now;
            return Move.STAY;
        }
        return settled ? Move.FASTER : Move.STAY;
    }

    /** Whether batches that were held may go on. */
    static boolean released(Pressure pressure) {
        return pressure.hard() < SLOWER;
    }
}
