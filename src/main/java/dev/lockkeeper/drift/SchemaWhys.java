package dev.lockkeeper.drift;

import dev.lockkeeper.catalog.SchemaObject;
import dev.lockkeeper.drift.Difference.Group;
import dev.lockkeeper.drift.Difference.How;
import dev.lockkeeper.rule.Severity;
import java.util.Optional;

/** Differences of schema objects in words: how bad, and what a test on the left side no longer proves. */
final class SchemaWhys {
    private final String left;
    private final String right;

    /** What people call the two sides: {@code staging}, {@code production}, {@code the history}. */
    SchemaWhys(String left, String right) {
        this.left = left;
        this.right = right;
    }

    Difference only(SchemaObject object, How side) {
        boolean here = side == How.ONLY_LEFT;
        Optional<String> definition = Optional.of(shown(object));
        return new Difference(
                severity(object),
                Group.SCHEMA,
                kind(object),
                object.name(),
                here ? definition : Optional.empty(),
                here ? Optional.empty() : definition,
                side,
                here ? missingOnRight(object) : missingOnLeft(object));
    }

    Difference renamed(SchemaObject from, SchemaObject to) {
        boolean internal = from.kind().equals("constraint") && from.definition().startsWith("NOT NULL");
        return new Difference(
                internal ? Severity.NOTE : Severity.WARNING,
                Group.SCHEMA,
                kind(from),
                to.name(),
                Optional.of(from.name()),
                Optional.of(to.name()),
                How.RENAMED,
                internal
                        ? ""
                        : "The same definition under another name: a migration that names it fails on " + right + ".");
    }

    Difference changed(SchemaObject from, SchemaObject to) {
        return new Difference(
                from.kind().equals("comment")
                        ? Severity.NOTE
                        : severity(from) == Severity.NOTE ? Severity.WARNING : changed(from),
                Group.SCHEMA,
                kind(from),
                to.name(),
                Optional.of(shown(from)),
                Optional.of(shown(to)),
                How.DEFINITION,
                otherDefinition(from));
    }

    private static Severity changed(SchemaObject object) {
        return object.kind().equals("index") ? Severity.ERROR : severity(object);
    }

    private static Severity severity(SchemaObject object) {
        return switch (object.kind()) {
            case "comment" -> Severity.NOTE;
            case "index", "owner", "privilege", "default privilege", "extension", "publication", "statistics" ->
                Severity.WARNING;
            default -> Severity.ERROR;
        };
    }

    /** A relation by what it is. */
    private static String kind(SchemaObject object) {
        if (!object.kind().equals("relation")) {
            return object.kind();
        }
        for (String kind :
                new String[] {"partitioned table", "materialized view", "foreign table", "view", "sequence"}) {
            if (object.definition().startsWith(kind)) {
                return kind;
            }
        }
        return "table";
    }

    private static String shown(SchemaObject object) {
        return object.definition().isEmpty() ? "there" : object.definition().strip();
    }

    private String missingOnRight(SchemaObject object) {
        return switch (object.kind()) {
            case "comment" -> "";
            case "index" -> "Queries that find it on " + left + " read the whole table on " + right + ".";
            case "constraint", "policy" ->
                "What " + left + " refuses may be in " + right + ": adding or validating it there can fail on data.";
            case "privilege", "owner", "default privilege" ->
                "What this role does on " + left + " is refused on " + right + ".";
            case "trigger", "rule" -> "Writes do less on " + right + " than the test shows.";
            case "extension" -> "Types and functions of it are unknown on " + right + ": the migration fails there.";
            default -> "A migration that uses it passes on " + left + " and fails on " + right + ".";
        };
    }

    private String missingOnLeft(SchemaObject object) {
        return switch (object.kind()) {
            case "comment" -> "";
            case "index" ->
                "Every write on " + right + " maintains it and every table rewrite builds it again; no test on " + left
                        + " pays for that.";
            case "constraint" -> "Rows that " + left + " takes are refused on " + right + ".";
            case "policy" -> "Rows that are seen on " + left + " are hidden on " + right + ".";
            case "privilege", "owner", "default privilege" ->
                "A role may do on " + right + " what no test on " + left + " tries.";
            case "trigger", "rule" ->
                "Every write on " + right + " fires it, backfills too; on " + left + " nothing does.";
            case "view", "routine" -> "It can depend on what a migration drops; " + left + " does not show it.";
            default -> "A migration tested on " + left + " never meets it.";
        };
    }

    private String otherDefinition(SchemaObject object) {
        return switch (object.kind()) {
            case "comment" -> "";
            case "index" ->
                "The name is taken: CREATE INDEX IF NOT EXISTS does nothing on " + right
                        + ", and the other definition stays.";
            case "column" ->
                "A change of this column rewrites, scans or fails on " + right + " in another way than on " + left
                        + ".";
            case "constraint" -> "Rows pass on one side and are refused on the other.";
            case "privilege", "owner", "policy", "default privilege" -> "Who may do what is not what the test shows.";
            case "trigger", "routine", "rule" -> "Code with the same name does something else on " + right + ".";
            case "view" -> "CREATE OR REPLACE VIEW can fail on " + right + ", and its readers see something else.";
            case "type" -> "Values that are valid on one side are refused on the other.";
            case "sequence" -> "Keys run out at another value.";
            case "extension" -> "Its functions may behave otherwise.";
            default -> "What a test on " + left + " shows does not hold on " + right + ".";
        };
    }
}
