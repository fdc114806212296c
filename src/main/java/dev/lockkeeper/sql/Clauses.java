package dev.lockkeeper.sql;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What single clauses say about sequences, policies and roles. */
final class Clauses {
    private Clauses() {}

    static OptionalLong restartWith(Node sequence) {
        return sequence.list("options").stream()
                .map(node -> node.get("DefElem"))
                .filter(element -> element.text("defname").equals("restart"))
                .findFirst()
                .map(element -> element.get("arg"))
                .filter(Node::present)
                .map(argument -> argument.is("Float")
                        ? argument.inner().text("fval")
                        : Integer.toString(argument.inner().number("ival")))
                .filter(value -> value.matches("-?\\d{1,18}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElse(OptionalLong.empty());
    }

    /** ALTER POLICY does not say whether the policy is permissive; most are. */
    static boolean open(Node policy) {
        boolean permissive = policy.flag("permissive") || !policy.has("cmd_name");
        return permissive
                && Stream.of("qual", "with_check")
                        .map(policy::get)
                        .anyMatch(expression -> expression.present() && Expressions.alwaysTrue(expression));
    }

    /** What CREATE ROLE and ALTER ROLE switch on. */
    static List<String> attributes(Node role) {
        return role.list("options").stream()
                .map(node -> node.get("DefElem"))
                .filter(element -> element.get("arg").walk().anyMatch(node -> node.flag("boolval"))
                        || !element.get("arg").string().isEmpty())
                .map(element -> element.text("defname"))
                .toList();
    }

    static List<String> memberships(Node grant) {
        return grant.flag("is_grant")
                ? grant.list("granted_roles").stream()
                        .map(node -> node.get("AccessPriv").text("priv_name"))
                        .toList()
                : List.of();
    }
}
