package dev.lockkeeper.gate;

import dev.lockkeeper.context.Deployment;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ColumnDefinition;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.Expression;
import dev.lockkeeper.sql.ProceduralBody;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.RoutineStatement;
import dev.lockkeeper.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a draft says about the business that nobody has said: defaults, values written into rows, columns that may not
 * be empty. On tables with rows that is a question, on new ones an assumption.
 */
final class DraftValues {
    private static final int MOST_QUESTIONS = 3;
    private static final Pattern NEVER_NULL = Pattern.compile(
            "not null|non-null|never (be )?(null|empty)|required|mandatory|obligatory|always|must|fill|every row");
    private static final Pattern CONSTANT = Pattern.compile("(?s)\\s*=\\s*(-?\\d+(?:\\.\\d+)?|true|false)\\b");

    private final Analysis analysis;
    private final DraftOrder order;
    private final Set<String> questions = new LinkedHashSet<>();
    private final Set<String> assumptions = new LinkedHashSet<>();

    DraftValues(Analysis analysis, DraftOrder order) {
        this.analysis = analysis;
        this.order = order;
        analysis.statements().forEach(this::look);
    }

    /** At most three, the first ones first. */
    List<String> questions() {
        return questions.stream().limit(MOST_QUESTIONS).toList();
    }

    List<String> assumptions() {
        return List.copyOf(assumptions);
    }

    private void look(StatementEffects at) {
        bodies(at.statement().meaning()).forEach(meaning -> {
            switch (meaning) {
                case RelationStatement.AlterTable alter -> {
                    QualifiedName table = at.before().resolve(alter.table()).orElse(alter.table());
                    boolean old = !analysis.size(at, table).isNew();
                    alter.actions().forEach(action -> look(action, table, old));
                }
                case DataStatement.Update update -> look(at, update);
                default -> {
                    // Nothing else says what a value means.
                }
            }
        });
    }

    /** A statement, or the statements of its body. */
    private static Stream<Statement> bodies(Statement meaning) {
        return meaning instanceof RoutineStatement.Do(ProceduralBody body)
                ? body.statements().stream().map(ProceduralBody.BodyStatement::meaning)
                : Stream.of(meaning);
    }

    private void look(AlterAction action, QualifiedName table, boolean old) {
        switch (action) {
            case AlterAction.AddColumn add -> added(add.column(), table, old);
            case AlterAction.SetDefault set -> value(table, set.column(), set.value(), old);
            case AlterAction.SetNotNull set -> {
                if (old && !neverNull(table, set.column())) {
                    questions.add("May " + table.display() + "." + set.column()
                            + " never be NULL? Nobody has said so; what do rows without a value get?");
                }
            }
            default -> {
                // Locks and types are the gate's own to judge.
            }
        }
    }

    private void added(ColumnDefinition column, QualifiedName table, boolean old) {
        column.defaultValue().ifPresent(value -> value(table, column.name(), value, old));
        if (column.notNull() && !neverNull(table, column.name())) {
            assumptions.add(table.display() + "." + column.name() + " may not be NULL: nobody has said so.");
        }
    }

    private void value(QualifiedName table, String column, Expression value, boolean old) {
        if (value.isNullLiteral()) {
            return;
        }
        String constant = constant(value.sql());
        if (!value.literal()) {
            assumptions.add(
                    table.display() + "." + column + " gets " + value.sql().strip() + " in new rows.");
        } else if (!known(table, column, constant)) {
            say(
                    old,
                    "Which default does " + table.display() + "." + column + " have? The draft says '" + constant
                            + "', and nobody has said that.");
        }
    }

    private void say(boolean asks, String sentence) {
        (asks ? questions : assumptions).add(sentence);
    }

    private void look(StatementEffects at, DataStatement.Update update) {
        QualifiedName table = at.before().resolve(update.table()).orElse(update.table());
        boolean old = !analysis.size(at, table).isNew();
        update.constants().forEach((column, value) -> written(table, column, value, old));
        update.columns().stream()
                .filter(column -> !update.constants().containsKey(column))
                .forEach(column ->
                        number(at.statement().sql(), column).ifPresent(value -> written(table, column, value, old)));
    }

    private static Optional<String> number(String sql, String column) {
        Matcher matcher = Pattern.compile("(?i)\\b" + Pattern.quote(column) + CONSTANT.pattern())
                .matcher(sql);
        return matcher.find() ? Optional.of(String.valueOf(matcher.group(1))) : Optional.empty();
    }

    private void written(QualifiedName table, String column, String value, boolean old) {
        if (!known(table, column, value)) {
            say(
                    old,
                    "Which value do existing rows of " + table.display() + " get in " + column + "? The draft writes '"
                            + value + "', and nobody has said that.");
        }
    }

    private boolean known(QualifiedName table, String column, String constant) {
        return order.says(constant)
                || invariants(table, column)
                        .anyMatch(rule -> rule.defaultValue()
                                .map(value -> constant(value).equals(constant))
                                .orElse(false));
    }

    private boolean neverNull(QualifiedName table, String column) {
        return order.saysOneOf(NEVER_NULL) || invariants(table, column).anyMatch(Deployment.Invariant::neverNull);
    }

    private Stream<Deployment.Invariant> invariants(QualifiedName table, String column) {
        return analysis.context().deployment().stream()
                .flatMap(deployment -> deployment.invariants().stream())
                .filter(rule -> rule.table().inSchema("public").equals(table.inSchema("public"))
                        && rule.column().map(column::equals).orElse(false));
    }

    /** The text of a string constant without quotes and casts, else the expression in lower case. */
    private static String constant(String sql) {
        String text = sql.strip().replaceFirst("(?s)::[\\w .\\[\\]\"()]+$", "").strip();
        return text.length() > 1 && text.startsWith("'") && text.endsWith("'")
                ? text.substring(1, text.length() - 1).replace("''", "'")
                : text.toLowerCase(Locale.ROOT);
    }
}
