package dev.lockkeeper.apply;

/** What the target database records of one unit: its step, the digest of what was begun, whether it ended, attempts, milliseconds. */
record StepState(String step, String digest, boolean done, int attempts, long durationMillis) {}
