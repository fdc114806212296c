package dev.lockkeeper.sql.grammar;

/** A token of the scanner: UTF-8 byte range, name in the grammar ({@code IDENT}, {@code SELECT}, {@code ASCII_44}), keyword class. */
public record Token(int start, int end, String name, String keyword) {
    public boolean comment() {
        return name.equals("SQL_COMMENT") || name.equals("C_COMMENT");
    }
}
