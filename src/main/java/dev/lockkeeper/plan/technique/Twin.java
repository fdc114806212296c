package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Constraint;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.plan.Phase;
import dev.lockkeeper.plan.Rollback;
import dev.lockkeeper.plan.StepDraft;
import dev.lockkeeper.plan.TransactionMode;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One index or constraint built beside another, which it will replace under the same name. */
sealed interface Twin {
    Pattern REFERENCES = Pattern.compile(
            "(?is)\\breferences\\s+(?:(?:\"(?:[^\"]|\"\")*\"|[\\w$]+)\\s*\\.\\s*)?(?:\"(?:[^\"]|\"\")*\"|[\\w$]+)\\s*(?:\\([^)]*\\))?(.*)$");

    QualifiedName table();

    String name();

    List<StepDraft> build(Set<String> objects);

    /** What must go before the old column can be dropped; most goes with the column. */
    List<String> release();

    /** Takes the old name. */
    String take();

    default String newName() {
        return ColumnTwins.newName(name());
    }

    private static String alter(QualifiedName table, String action) {
        return "ALTER TABLE " + table.sql() + " " + action;
    }

    private static StepDraft index(QualifiedName table, String name, String definition, Set<String> objects) {
        String drop = "DROP INDEX CONCURRENTLY IF EXISTS " + table.sibling(name).sql();
        return StepDraft.of(
                        Phase.Kind.VALIDATE,
                        "build index " + name,
                        TransactionMode.AUTOCOMMIT,
                        new Rollback.Undo(List.of(drop), TransactionMode.AUTOCOMMIT),
                        objects,
                        definition)
                .noting("If it is interrupted it leaves an INVALID index: run " + drop + " and start again.");
    }

    /** An index without a constraint. {@code tail} is its text after the table's name. */
    record PlainIndex(QualifiedName table, String name, boolean unique, String tail) implements Twin {
        @Override
        public List<StepDraft> build(Set<String> objects) {
            return List.of(index(
                    table,
                    newName(),
                    "CREATE " + (unique ? "UNIQUE " : "") + "INDEX CONCURRENTLY " + Identifiers.quote(newName())
                            + " ON " + table.sql() + tail,
                    objects));
        }

        @Override
        public List<String> release() {
            return List.of();
        }

        @Override
        public String take() {
            return "ALTER INDEX " + table.sibling(newName()).sql() + " RENAME TO " + Identifiers.quote(name);
        }
    }

    /** A primary or unique key; the index is ready before, so that the constraint takes a moment. */
    record Key(QualifiedName table, String name, boolean primary, List<String> columns, boolean nullsNotDistinct)
            implements Twin {
        public Key {
            columns = List.copyOf(columns);
        }

        @Override
        public List<StepDraft> build(Set<String> objects) {
            return List.of(index(
                    table,
                    newName(),
                    "CREATE UNIQUE INDEX CONCURRENTLY " + Identifiers.quote(newName()) + " ON " + table.sql() + " ("
                            + list(columns) + ")" + (nullsNotDistinct ? " NULLS NOT DISTINCT" : ""),
                    objects));
        }

        @Override
        public List<String> release() {
            return List.of(alter(table, "DROP CONSTRAINT " + Identifiers.quote(name)));
        }

        @Override
        public String take() {
            return alter(
                    table,
                    "ADD CONSTRAINT " + Identifiers.quote(name) + (primary ? " PRIMARY KEY" : " UNIQUE")
                            + " USING INDEX " + Identifiers.quote(newName()));
        }
    }

    /** A CHECK or foreign key, of this table or of one that refers to it. */
    record Rule(QualifiedName table, String name, String body) implements Twin {
        @Override
        public List<StepDraft> build(Set<String> objects) {
            return ConstraintSteps.notValidThenValidate(table, newName(), body, objects, Phase.Kind.VALIDATE);
        }

        @Override
        public List<String> release() {
            return List.of(alter(table, "DROP CONSTRAINT " + Identifiers.quote(name)));
        }

        @Override
        public String take() {
            return alter(table, "RENAME CONSTRAINT " + Identifiers.quote(newName()) + " TO " + Identifiers.quote(name));
        }
    }

    /** The key's text with other columns; what follows the referenced columns stays. */
    static String foreignKey(Constraint key, List<String> columns, QualifiedName target, List<String> referenced) {
        Matcher text = REFERENCES.matcher(key.sql());
        String rest = text.find() ? text.group(1).replaceFirst("(?is)\\s+not\\s+valid\\s*$", "") : "";
        return "FOREIGN KEY (" + list(columns) + ") REFERENCES " + target.sql()
                + (referenced.isEmpty() ? "" : " (" + list(referenced) + ")") + rest;
    }

    private static String list(List<String> columns) {
        return columns.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
    }
}
