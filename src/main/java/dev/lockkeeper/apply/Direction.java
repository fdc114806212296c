package dev.lockkeeper.apply;

/** Forwards through the phases, or back. */
enum Direction {
    UP,
    DOWN;

    String word() {
        return this == UP ? "up" : "down";
    }
}
