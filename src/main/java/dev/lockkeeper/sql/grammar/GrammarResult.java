package dev.lockkeeper.sql.grammar;

import com.fasterxml.jackson.databind.JsonNode;

/** What PostgreSQL's grammar says of a text. */
public sealed interface GrammarResult {
    /** The raw syntax tree, as libpg_query writes it: offsets are UTF-8 bytes, zero and false fields are left out. */
    record Parsed(JsonNode tree) implements GrammarResult {}

    /** The server's own message; {@code codePointOffset} counts code points from 0. */
    record SyntaxError(String message, int codePointOffset) implements GrammarResult {}

    /** Not given to the grammar, or the grammar gave up: too deep, out of memory. Never a pass. */
    record Refused(String reason) implements GrammarResult {}
}
