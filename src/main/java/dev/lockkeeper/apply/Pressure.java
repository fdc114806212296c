package dev.lockkeeper.apply;

/**
 * How near each figure is to its limit, 1 being at it: what batches wait for (replicas, who waits behind them), and what
 * only slows them down (WAL of the whole server, the oldest transaction elsewhere).
 */
record Pressure(double replicas, double waiting, double wal, double transactions) {
    static final Pressure NONE = new Pressure(0, 0, 0, 0);

    double hard() {
        return Math.max(replicas, waiting);
    }

    double all() {
        return Math.max(hard(), Math.max(wal, transactions));
    }
}
