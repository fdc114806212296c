package dev.lockkeeper.sql;

import java.util.List;

/** Statements about roles, with the powers they give. */
final class RoleMapper {
    private RoleMapper() {}

    static Statement role(Node n, String type) {
        return new PrivilegeStatement.RoleStatement(
                n.has("role") && n.get("role").json().isTextual()
                        ? n.text("role")
                        : n.get("role").text("rolename"),
                type.replace("Stmt", ""),
                attributes(n),
                memberships(n));
    }

    /** What CREATE ROLE and ALTER ROLE switch on. */
    private static List<String> attributes(Node role) {
        return role.list("options").stream()
                .map(node -> node.get("DefElem"))
                .filter(element -> element.get("arg").walk().anyMatch(node -> node.flag("boolval"))
                        || !element.get("arg").string().isEmpty())
                .map(element -> element.text("defname"))
                .toList();
    }

    private static List<String> memberships(Node grant) {
        return grant.flag("is_grant")
                ? grant.list("granted_roles").stream()
                        .map(node -> node.get("AccessPriv").text("priv_name"))
                        .toList()
                : List.of();
    }
}
