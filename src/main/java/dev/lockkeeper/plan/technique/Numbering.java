package dev.lockkeeper.plan.technique;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ColumnDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sequence of a new serial or identity column. A serial column's is its own from the start; an identity makes its own
 * when it is added, so until then one in schema {@code lockkeeper} stands in for it.
 *
 * @param type of column and sequence
 * @param always for an identity: {@code ALWAYS} or {@code BY DEFAULT}
 * @param options in parentheses as written, or empty
 * @param owner of the table, where it is known: a serial column's sequence must have the same one (55000 otherwise)
 * @param grantees roles that have a right on the table
 */
record Numbering(
        SingleAction table,
        String column,
        String type,
        QualifiedName sequence,
        Optional<String> always,
        String options,
        Optional<String> owner,
        List<String> grantees) {
    private static final Pattern IDENTITY =
            Pattern.compile("(?is)\\bgenerated\\s+(always|by\\s+default)\\s+as\\s+identity\\b\\s*(\\([^()]*\\))?");

    /** Empty where the options name the sequence itself, or its owner is somebody the plan cannot make it for. */
    static Optional<Numbering> of(StatementEffects at, Analysis analysis, SingleAction table, ColumnDefinition column) {
        String type = switch (column.type().name()) {
            case "bigserial", "serial8" -> "bigint";
            case "serial", "serial4" -> "integer";
            case "smallserial", "serial2" -> "smallint";
            default -> column.type().sql();
        };
        Catalog after = analysis.end();
        Optional<String> owner = at.before().owner(table.table().name());
        List<String> grantees = at.before().grantees(table.table().name());
        if (!column.identity()) {
            return after.sequenceOf(table.table().name(), column.name())
                    .map(sequence -> new Numbering(
                            table,
                            Identifiers.quote(column.name()),
                            type,
                            sequence.name(),
                            Optional.empty(),
                            "",
                            owner,
                            grantees));
        }
        Matcher text = IDENTITY.matcher(column.sql());
        if (!text.find()) {
            return Optional.empty();
        }
        String options = Optional.ofNullable(text.group(2)).orElse("");
        QualifiedName standIn = QualifiedName.of(
                "lockkeeper", Identifiers.derive(table.table().name().name() + "_" + column.name(), "_seq"));
        return options.toLowerCase(Locale.ROOT).contains("name")
                        || at.before().resolve(standIn).isPresent()
                ? Optional.empty()
                : Optional.of(new Numbering(
                        table,
                        Identifiers.quote(column.name()),
                        type,
                        standIn,
                        Optional.of(text.group(1).toUpperCase(Locale.ROOT)),
                        options,
                        owner,
                        grantees));
    }

    String next() {
        return "nextval(" + Identifiers.literal(sequence.sql()) + "::regclass)";
    }

    private String setDefault() {
        return table.alter("ALTER COLUMN " + column + " SET DEFAULT " + next());
    }

    private String create() {
        String inside = options.isEmpty()
                ? ""
                : " " + options.substring(1, options.length() - 1).strip();
        return "CREATE SEQUENCE " + sequence.sql() + " AS " + type + inside;
    }

    List<String> start() {
        List<String> all = new ArrayList<>();
        if (always.isPresent()) {
            all.add("CREATE SCHEMA IF NOT EXISTS lockkeeper");
            all.add(create());
            all.addAll(grant());
        } else if (owner.isPresent()) {
            all.add(create());
            all.add("ALTER SEQUENCE " + sequence.sql() + " OWNER TO " + Identifiers.quote(owner.get()));
            all.add("ALTER SEQUENCE " + sequence.sql() + " OWNED BY " + ownedBy());
        } else {
            all.add(create() + " OWNED BY " + ownedBy());
        }
        all.add(setDefault());
        return all;
    }

    private String ownedBy() {
        return table.table().name().sql() + "." + column;
    }

    List<String> stop() {
        return List.of(
                table.alter("ALTER COLUMN " + column + " DROP DEFAULT"), "DROP SEQUENCE IF EXISTS " + sequence.sql());
    }

    /** Nobody inserts meanwhile: the first statement holds ACCESS EXCLUSIVE to the end of the transaction. */
    List<String> handOver() {
        return List.of(
                table.alter("ALTER COLUMN " + column + " DROP DEFAULT"),
                table.alter("ALTER COLUMN " + column + " ADD GENERATED " + always.orElseThrow() + " AS IDENTITY"
                        + (options.isEmpty() ? "" : " " + options)),
                "SELECT setval(" + own() + ", " + next() + ", false)",
                "DROP SEQUENCE " + sequence.sql());
    }

    List<String> handBack() {
        List<String> all = new ArrayList<>();
        all.add("CREATE SCHEMA IF NOT EXISTS lockkeeper");
        all.add(create());
        all.addAll(grant());
        all.add("SELECT setval(" + Identifiers.literal(sequence.sql()) + "::regclass, nextval(" + own() + "), false)");
        all.add(table.alter("ALTER COLUMN " + column + " DROP IDENTITY"));
        all.add(setDefault());
        return all;
    }

    /** An identity needs no right of its own; who may use the table must not need one meanwhile. */
    private List<String> grant() {
        return grantees.stream()
                .filter(role -> !role.isEmpty())
                .map(role -> role.equals("public") ? "PUBLIC" : Identifiers.quote(role))
                .map(role -> "GRANT USAGE ON SEQUENCE " + sequence.sql() + " TO " + role)
                .toList();
    }

    private String own() {
        String name = column.startsWith("\"")
                ? column.substring(1, column.length() - 1).replace("\"\"", "\"")
                : column;
        return "pg_get_serial_sequence("
                + Identifiers.literal(table.table().name().sql()) + ", " + Identifiers.literal(name) + ")::regclass";
    }
}
