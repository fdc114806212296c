package dev.lockkeeper.sql;

import dev.lockkeeper.sql.Script.Directive;
import dev.lockkeeper.sql.grammar.GrammarResult;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import dev.lockkeeper.sql.grammar.Token;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Text to {@link Script}: PostgreSQL's own grammar decides what the statements are and where they end. */
public final class ScriptReader {
    private static final String DIRECTIVE = "lockkeeper:";

    private final PostgresGrammar grammar;

    public ScriptReader(PostgresGrammar grammar) {
        this.grammar = grammar;
    }

    /** {@code name} is the file as the user named it; bytes that are not UTF-8 text are refused. */
    public ScriptOutcome read(String name, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return read(name, text);
        } catch (CharacterCodingException e) {
            return new ScriptOutcome.Unreadable(
                    name,
                    new Position(1, 1),
                    "the file is not UTF-8 text",
                    "",
                    "Save it as UTF-8, or check that it is a migration at all.");
        }
    }

    public ScriptOutcome read(String name, String text) {
        boolean mark = text.startsWith("\uFEFF");
        String body = mark ? " " + text.substring(1) : text;
        return switch (grammar.parse(body)) {
            case GrammarResult.SyntaxError error -> SyntaxErrors.describe(name, body, error);
            case GrammarResult.Refused refused -> SyntaxErrors.refused(name, body, refused.reason());
            case GrammarResult.Parsed parsed -> script(name, text, body, new Node(parsed.tree()));
        };
    }

    private ScriptOutcome script(String name, String text, String body, Node tree) {
        List<Token> tokens = grammar.scan(body);
        if (tokens.isEmpty() && !tree.list("stmts").isEmpty()) {
            return SyntaxErrors.refused(name, body, "the scanner stopped, although the parser had read the text");
        }
        SourceText source = new SourceText(body, tokens);
        StatementMapper mapper = new StatementMapper(source, grammar, this::fragment);
        List<ScriptStatement> statements = new ArrayList<>();
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        Positions positions = new Positions(text);
        for (Node raw : tree.list("stmts")) {
            int from = raw.number("stmt_location");
            int length = raw.number("stmt_len");
            Span span = source.statement(from, length == 0 ? bytes : from + length);
            Statement meaning = mapper.map(raw.get("stmt"), span);
            Position position = positions.at(span.start());
            if (meaning instanceof SessionStatement.SetVariable set && changesLexing(set)) {
                return SyntaxErrors.at(
                        name,
                        body,
                        span.start(),
                        set.name() + " cannot be changed in a migration: it changes how the text after it is read",
                        "Remove the SET; write E'' strings where backslashes are meant.");
            }
            statements.add(new ScriptStatement(statements.size() + 1, span, position, span.in(body), meaning));
        }
        return new ScriptOutcome.Read(new Script(name, text, statements, directives(body, source, tokens, statements)));
    }

    private static boolean changesLexing(SessionStatement.SetVariable set) {
        boolean lexing =
                set.name().equals("standard_conforming_strings") || set.name().equals("backslash_quote");
        return lexing
                && !set.value()
                        .map(value -> value.equals("on") || value.equals("true") || value.equals("safe_encoding"))
                        .orElse(false);
    }

    private Optional<List<ScriptStatement>> fragment(String sql) {
        return switch (read("body", sql)) {
            case ScriptOutcome.Read read -> Optional.of(read.script().statements());
            case ScriptOutcome.Unreadable unreadable -> Optional.empty();
        };
    }

    private static List<Directive> directives(
            String text, SourceText source, List<Token> tokens, List<ScriptStatement> statements) {
        List<Directive> directives = new ArrayList<>();
        Positions positions = new Positions(text);
        int below = 0;
        for (Token token : tokens) {
            if (!token.comment()) {
                continue;
            }
            Span span = new Span(source.at(token.start()), source.at(token.end()));
            String comment = span.in(text)
                    .replaceFirst("^(--|/\\*)", "")
                    .replaceFirst("\\*/$", "")
                    .strip();
            if (comment.startsWith(DIRECTIVE)) {
                while (below < statements.size() && statements.get(below).span().end() <= span.start()) {
                    below++;
                }
                int next = below < statements.size() ? statements.get(below).number() : 0;
                directives.add(new Directive(
                        span,
                        positions.at(span.start()),
                        comment.substring(DIRECTIVE.length()).strip(),
                        next));
            }
        }
        return directives;
    }
}
