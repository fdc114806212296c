package dev.lockkeeper.sql;

import java.util.List;

/**
 * A migration as text and as statements. The spans and the text between them rebuild the text byte for
 * byte; {@code name} is the file as the user named it ({@code -} for standard input).
 */
public record Script(String name, String text, List<ScriptStatement> statements, List<Directive> directives) {
    public Script {
        statements = List.copyOf(statements);
        directives = List.copyOf(directives);
    }

    /** A comment addressed to Lockkeeper ({@code -- lockkeeper:…}) and the statement that follows it (0 = none). */
    public record Directive(Span span, Position position, String text, int statementNumber) {}
}
