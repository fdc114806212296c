package dev.lockkeeper.verdict;

/** What one reviewer said to one question of this very plan; who signed it and that it fits was checked before. */
public record Answer(String reviewer, String question, boolean accepted) {}
