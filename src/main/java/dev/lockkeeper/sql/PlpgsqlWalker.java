package dev.lockkeeper.sql;

import dev.lockkeeper.sql.ProceduralBody.BodyStatement;
import dev.lockkeeper.sql.RoutineMapper.FragmentReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Walks the tree of a PL/pgSQL body and types every query in it. */
final class PlpgsqlWalker {
    private static final Set<String> LOOPS = Set.of(
            "PLpgSQL_stmt_loop",
            "PLpgSQL_stmt_while",
            "PLpgSQL_stmt_fori",
            "PLpgSQL_stmt_fors",
            "PLpgSQL_stmt_forc",
            "PLpgSQL_stmt_foreach_a",
            "PLpgSQL_stmt_dynfors");

    private final FragmentReader fragments;
    private final int firstLine;
    private final List<BodyStatement> statements;
    private final List<String> problems;

    PlpgsqlWalker(FragmentReader fragments, int firstLine, List<BodyStatement> statements, List<String> problems) {
        this.fragments = fragments;
        this.firstLine = firstLine;
        this.statements = statements;
        this.problems = problems;
    }

    void walk(Node node, int depth, int line) {
        if (node.json().isArray()) {
            node.json().forEach(child -> walk(new Node(child), depth, line));
            return;
        }
        if (!node.json().isObject()) {
            return;
        }
        node.json().properties().forEach(field -> {
            Node value = new Node(field.getValue());
            int here = value.has("lineno") ? firstLine + value.number("lineno") - 1 : line;
            switch (field.getKey()) {
                case "PLpgSQL_expr" -> query(value, depth, here);
                case "PLpgSQL_stmt_dynexecute" -> dynamic(value, "query", depth, here);
                case "PLpgSQL_stmt_dynfors" -> {
                    dynamic(value, "query", depth + 1, here);
                    walk(value.get("body"), depth + 1, here);
                }
                case "PLpgSQL_stmt_commit" ->
                    add(
                            here,
                            depth,
                            "COMMIT",
                            new SessionStatement.TransactionControl(TransactionCommand.COMMIT, Optional.empty()));
                case "PLpgSQL_stmt_rollback" ->
                    add(
                            here,
                            depth,
                            "ROLLBACK",
                            new SessionStatement.TransactionControl(TransactionCommand.ROLLBACK, Optional.empty()));
                case "datums" -> defaults(value, here);
                default -> walk(value, LOOPS.contains(field.getKey()) ? depth + 1 : depth, here);
            }
        });
    }

    /** Only the default values of variables are code; the rest of a declaration is not. */
    private void defaults(Node datums, int line) {
        datums.walk().filter(node -> node.has("default_val")).forEach(node -> walk(node.get("default_val"), 0, line));
    }

    private void dynamic(Node statement, String field, int depth, int line) {
        String text = statement.get(field).get("PLpgSQL_expr").text("query");
        Optional<Statement> constant = literal(text.strip())
                .flatMap(fragments::read)
                .filter(list -> list.size() == 1)
                .map(list -> list.getFirst().meaning());
        add(line, depth, "EXECUTE " + text, new RoutineStatement.DynamicSql(text, constant));
    }

    /** What one plain string literal holds; empty for any other expression. */
    private static Optional<String> literal(String text) {
        if (text.length() < 2 || text.charAt(0) != '\'') {
            return Optional.empty();
        }
        StringBuilder content = new StringBuilder();
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) != '\'') {
                content.append(text.charAt(i));
            } else if (i + 1 < text.length() && text.charAt(i + 1) == '\'') {
                content.append(text.charAt(i++));
            } else {
                return i == text.length() - 1 ? Optional.of(content.toString()) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** {@code parseMode} 0 is a statement; anything else is an expression, read as SELECT. */
    private void query(Node expression, int depth, int line) {
        String text = expression.text("query");
        if (text.isBlank()) {
            return;
        }
        int mode = expression.number("parseMode");
        String sql = switch (mode) {
            case 0 -> text;
            case 3, 4, 5 -> "SELECT " + text.replaceFirst("(?s)^.*?(:=|=)", "");
            default -> "SELECT " + text;
        };
        Optional<List<ScriptStatement>> read = fragments.read(sql);
        if (read.isEmpty() || read.get().isEmpty()) {
            problems.add("line " + line + ": a query of the body does not parse: " + text.strip());
            return;
        }
        read.get().forEach(statement -> add(line, depth, statement.sql(), statement.meaning()));
    }

    private void add(int line, int depth, String sql, Statement meaning) {
        statements.add(new BodyStatement(line, depth, sql, meaning));
    }
}
