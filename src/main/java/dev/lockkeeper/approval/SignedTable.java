package dev.lockkeeper.approval;

/** How large a touched table was when the plan was judged: rows ({@code reltuples}) and bytes of its heap; -1 is unknown. */
public record SignedTable(String name, long rows, long bytes) {
    public SignedTable {
        Require.text("table", name);
        if (rows < -1 || bytes < -1) {
            throw new IllegalArgumentException("a table cannot have " + rows + " rows or " + bytes + " bytes");
        }
    }
}
