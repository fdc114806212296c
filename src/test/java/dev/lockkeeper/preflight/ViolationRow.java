package dev.lockkeeper.preflight;

/** A step that can fail on data: {@code since}: first major; {@code count}: what the bad rows add, -1 when nothing safe can count them. */
record ViolationRow(
        String name, int since, String schema, String good, String bad, long count, String ddl, String state) {
    ViolationRow(String name, String schema, String good, String bad, long count, String ddl, String state) {
        this(name, 12, schema, good, bad, count, ddl, state);
    }
}
