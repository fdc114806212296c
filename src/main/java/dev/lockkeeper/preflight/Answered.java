package dev.lockkeeper.preflight;

/** A check with its answer. */
public record Answered(Check check, Answer answer) {}
