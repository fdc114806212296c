package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Statements that name an object of any kind: DROP, RENAME, COMMENT, GRANT. */
final class NamedObjects {

    ObjectKind kind(String objectType) {
        return switch (objectType.replace("OBJECT_", "")) {
            case "TABLE" -> ObjectKind.TABLE;
            case "INDEX" -> ObjectKind.INDEX;
            case "SEQUENCE" -> ObjectKind.SEQUENCE;
            case "VIEW" -> ObjectKind.VIEW;
            case "MATVIEW" -> ObjectKind.MATERIALIZED_VIEW;
            case "FOREIGN_TABLE" -> ObjectKind.FOREIGN_TABLE;
            case "COLUMN", "ATTRIBUTE" -> ObjectKind.COLUMN;
            case "TABCONSTRAINT" -> ObjectKind.CONSTRAINT;
            case "DOMCONSTRAINT" -> ObjectKind.DOMAIN_CONSTRAINT;
            case "TRIGGER" -> ObjectKind.TRIGGER;
            case "EVENT_TRIGGER" -> ObjectKind.EVENT_TRIGGER;
            case "RULE" -> ObjectKind.RULE;
            case "POLICY" -> ObjectKind.POLICY;
            case "FUNCTION" -> ObjectKind.FUNCTION;
            case "PROCEDURE" -> ObjectKind.PROCEDURE;
            case "ROUTINE" -> ObjectKind.ROUTINE;
            case "AGGREGATE" -> ObjectKind.AGGREGATE;
            case "OPERATOR", "OPCLASS", "OPFAMILY" -> ObjectKind.OPERATOR;
            case "TYPE" -> ObjectKind.TYPE;
            case "DOMAIN" -> ObjectKind.DOMAIN;
            case "COLLATION" -> ObjectKind.COLLATION;
            case "CAST" -> ObjectKind.CAST;
            case "SCHEMA" -> ObjectKind.SCHEMA;
            case "EXTENSION" -> ObjectKind.EXTENSION;
            case "STATISTIC_EXT" -> ObjectKind.STATISTICS;
            case "PUBLICATION" -> ObjectKind.PUBLICATION;
            case "SUBSCRIPTION" -> ObjectKind.SUBSCRIPTION;
            case "FOREIGN_SERVER", "FDW" -> ObjectKind.SERVER;
            case "DATABASE" -> ObjectKind.DATABASE;
            case "ROLE" -> ObjectKind.ROLE;
            case "LANGUAGE" -> ObjectKind.LANGUAGE;
            case "TABLESPACE" -> ObjectKind.TABLESPACE;
            default -> ObjectKind.OTHER;
        };
    }

    /** The object of a statement that names it as a relation or as a list. */
    QualifiedName object(Node statement) {
        return statement.get("relation").present()
                ? statement.get("relation").rangeVar()
                : statement.get("object").anyName();
    }

    Statement drop(Node statement) {
        ObjectKind kind = kind(statement.text("removeType"));
        List<QualifiedName> names = statement.list("objects").stream()
                .map(object -> dropped(kind, object))
                .toList();
        return new ObjectStatement.Drop(
                kind,
                names,
                statement.flag("concurrent"),
                statement.flag("missing_ok"),
                statement.text("behavior").equals("DROP_CASCADE"));
    }

    /** For objects of a table the table stands first: it becomes the "schema" of the name. */
    private static QualifiedName dropped(ObjectKind kind, Node object) {
        boolean ofTable = switch (kind) {
            case TRIGGER, RULE, POLICY -> true;
            default -> false;
        };
        if (!ofTable) {
            return object.anyName();
        }
        List<String> parts = object.inner().strings("items");
        return parts.size() < 2 ? object.anyName() : QualifiedName.of(parts.get(parts.size() - 2), parts.getLast());
    }

    Statement rename(Node statement) {
        if (statement.text("renameType").equals("OBJECT_ATTRIBUTE")) {
            return new TypeStatement.RenameAttribute(
                    object(statement),
                    statement.text("subname"),
                    statement.text("newname"),
                    statement.text("behavior").equals("DROP_CASCADE"));
        }
        ObjectKind kind = kind(statement.text("renameType"));
        Optional<String> part = switch (kind) {
            case COLUMN, CONSTRAINT, TRIGGER, POLICY, RULE, DOMAIN_CONSTRAINT -> statement.optional("subname");
            default -> Optional.empty();
        };
        ObjectKind relation = kind(statement.text("relationType"));
        boolean ofTable = switch (relation) {
            case TABLE, VIEW, MATERIALIZED_VIEW -> true;
            default -> statement.text("relationType").isEmpty();
        };
        ObjectKind shown = kind == ObjectKind.COLUMN && !ofTable ? ObjectKind.OTHER : kind;
        return new ObjectStatement.Rename(
                shown, object(statement), part, statement.text("newname"), statement.flag("missing_ok"));
    }

    Statement comment(Node statement) {
        ObjectKind kind = kind(statement.text("objtype"));
        boolean ofTable = switch (kind) {
            case COLUMN, CONSTRAINT, TRIGGER, POLICY, RULE -> true;
            default -> false;
        };
        List<String> parts = statement.get("object").inner().strings("items");
        if (!ofTable || parts.size() < 2) {
            return new ObjectStatement.Comment(kind, statement.get("object").anyName(), Optional.empty());
        }
        return new ObjectStatement.Comment(
                kind, Node.name(parts.subList(0, parts.size() - 1)), Optional.of(parts.getLast()));
    }

    Statement grant(Node statement) {
        return new PrivilegeStatement.Grant(
                statement.flag("is_grant"),
                kind(statement.text("objtype")),
                statement.text("targtype").equals("ACL_TARGET_ALL_IN_SCHEMA"),
                statement.list("objects").stream().map(Node::anyName).toList(),
                statement.list("privileges").stream()
                        .map(p -> p.get("AccessPriv").text("priv_name"))
                        .toList(),
                statement.list("grantees").stream()
                        .map(g -> role(g.get("RoleSpec")))
                        .toList());
    }

    /** A role by its name; PUBLIC, CURRENT_USER and their like have none in the tree. */
    static String role(Node spec) {
        return spec.has("rolename")
                ? spec.text("rolename")
                : spec.text("roletype").replace("ROLESPEC_", "").toLowerCase(Locale.ROOT);
    }
}
