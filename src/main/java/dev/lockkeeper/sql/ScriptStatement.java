package dev.lockkeeper.sql;

/**
 * One statement of a script where it stands: number from 1, exact span (first token to last character,
 * without the semicolon), its place, its text and what it means.
 */
public record ScriptStatement(int number, Span span, Position position, String sql, Statement meaning) {}
