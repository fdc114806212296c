package dev.lockkeeper.sql;

import dev.lockkeeper.sql.ProceduralBody.BodyStatement;
import dev.lockkeeper.sql.grammar.GrammarResult;
import dev.lockkeeper.sql.grammar.PostgresGrammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Functions, procedures and DO blocks, with the static SQL of their bodies typed like any statement. */
final class RoutineMapper {
    private final SourceText source;
    private final PostgresGrammar grammar;
    private final FragmentReader fragments;
    private final Definitions definitions;

    RoutineMapper(SourceText source, PostgresGrammar grammar, FragmentReader fragments) {
        this.source = source;
        this.grammar = grammar;
        this.fragments = fragments;
        this.definitions = new Definitions(source);
    }

    /** Reads a piece of SQL that stands inside a body. */
    interface FragmentReader {
        /** The statements of {@code sql}, or empty when it does not parse. */
        Optional<List<ScriptStatement>> read(String sql);
    }

    Statement createFunction(Node statement, Span span) {
        String language = "sql";
        String volatility = "volatile";
        boolean definer = false;
        boolean searchPath = false;
        Optional<String> text = Optional.empty();
        int bodyAt = span.start();
        for (Node option : statement.list("options")) {
            Node element = option.get("DefElem");
            switch (element.text("defname")) {
                case "language" -> language = element.get("arg").string().toLowerCase(Locale.ROOT);
                case "volatility" -> volatility = element.get("arg").string();
                case "security" -> definer = element.get("arg").walk().anyMatch(node -> node.flag("boolval"));
                case "set" ->
                    searchPath |= element.get("arg").inner().text("name").equals("search_path");
                case "as" -> {
                    text = element.get("arg").inner().strings("items").stream().findFirst();
                    bodyAt = source.at(element.number("location"));
                }
                default -> {}
            }
        }
        String sql = span.in(source.text());
        Optional<ProceduralBody> body = text.map(t -> t).isPresent()
                ? Optional.of(body(language, text.get(), sql, lineOfBody(bodyAt, span)))
                : sqlBody(statement);
        return new RoutineStatement.CreateFunction(
                Node.name(statement.strings("funcname")),
                statement.flag("is_procedure"),
                statement.flag("replace"),
                parameters(statement)
                        .map(parameter -> definitions.type(parameter.get("argType"), span.end()))
                        .toList(),
                parameters(statement)
                        .anyMatch(parameter -> parameter.get("defexpr").present()
                                || parameter.text("mode").equals("FUNC_PARAM_VARIADIC")),
                language,
                volatility,
                definer,
                searchPath,
                statement.get("returnType").strings("names").contains("trigger"),
                language.equals("c") || language.equals("internal") ? Optional.empty() : body);
    }

    /** Those that go in. */
    private static Stream<Node> parameters(Node statement) {
        return statement.list("parameters").stream()
                .map(parameter -> parameter.get("FunctionParameter"))
                .filter(parameter -> !parameter.text("mode").equals("FUNC_PARAM_OUT")
                        && !parameter.text("mode").equals("FUNC_PARAM_TABLE"));
    }

    /** {@code BEGIN ATOMIC … END} or {@code RETURN expression}: read as not analysed, which nothing may pass as harmless. */
    private static Optional<ProceduralBody> sqlBody(Node statement) {
        return statement.get("sql_body").present()
                ? Optional.of(new ProceduralBody(
                        "sql", "", List.of(), Optional.of("a body in SQL-standard form (BEGIN ATOMIC or RETURN)")))
                : Optional.empty();
    }

    Statement doBlock(Node statement, Span span) {
        String language = "plpgsql";
        String text = "";
        int at = span.start();
        for (Node argument : statement.list("args")) {
            Node element = argument.get("DefElem");
            if (element.text("defname").equals("language")) {
                language = element.get("arg").string().toLowerCase(Locale.ROOT);
            } else if (element.text("defname").equals("as")) {
                text = element.get("arg").string();
                at = source.at(element.number("location"));
            }
        }
        return new RoutineStatement.Do(body(language, text, span.in(source.text()), lineOfBody(at, span)));
    }

    /** The line of the opening quote: PL/pgSQL counts from there. */
    private int lineOfBody(int defElement, Span span) {
        for (SourceText.Piece piece : source.pieces()) {
            if (piece.start() >= defElement
                    && piece.start() < span.end()
                    && (piece.text().startsWith("$") || piece.text().startsWith("'"))) {
                return Position.at(source.text(), piece.start()).line();
            }
        }
        return Position.at(source.text(), span.start()).line();
    }

    private ProceduralBody body(String language, String text, String statement, int line) {
        return switch (language) {
            case "sql" ->
                fragments
                        .read(text)
                        .map(statements -> new ProceduralBody(
                                language,
                                text,
                                statements.stream()
                                        .map(s -> new BodyStatement(
                                                line + s.position().line() - 1, 0, s.sql(), s.meaning()))
                                        .toList(),
                                Optional.empty()))
                        .orElseGet(() -> new ProceduralBody(
                                language, text, List.of(), Optional.of("the SQL body does not parse")));
            case "plpgsql" -> plpgsql(text, statement, line);
            default ->
                new ProceduralBody(language, text, List.of(), Optional.of("language " + language + " is not analysed"));
        };
    }

    private ProceduralBody plpgsql(String text, String statement, int line) {
        return switch (grammar.plpgsql(statement)) {
            case GrammarResult.Parsed parsed -> {
                List<BodyStatement> statements = new ArrayList<>();
                List<String> problems = new ArrayList<>();
                new PlpgsqlWalker(fragments, line, statements, problems).walk(new Node(parsed.tree()), 0, line);
                yield new ProceduralBody(
                        "plpgsql", text, statements, problems.stream().findFirst());
            }
            case GrammarResult.SyntaxError error ->
                new ProceduralBody("plpgsql", text, List.of(), Optional.of(error.message()));
            case GrammarResult.Refused refused ->
                new ProceduralBody("plpgsql", text, List.of(), Optional.of(refused.reason()));
        };
    }
}
