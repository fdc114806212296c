package dev.lockkeeper.dryrun;

/** A statement that the server refused, with its own SQLSTATE and message. */
public record SqlFailure(String step, String sql, String sqlState, String message) {}
