package dev.lockkeeper.apply;

import java.util.OptionalInt;

/**
 * What to run: the plan, and up to which phase. Without {@code through} a run ends before the first phase that needs a
 * deploy or cannot be taken back; with it, the caller says that what such phases wait for has happened.
 */
public record ApplyRequest(ApplyPlan plan, OptionalInt through) {}
