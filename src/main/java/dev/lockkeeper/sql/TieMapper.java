package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rules, policies and publications: what hangs on tables and is no relation of its own. */
final class TieMapper {
    private TieMapper() {}

    static Statement rule(Node n) {
        QualifiedName own = n.get("relation").rangeVar();
        return new TieStatement.CreateRule(
                n.text("rulename"),
                own,
                inActions(n, List.of("SelectStmt"), own),
                inActions(n, List.of("InsertStmt", "UpdateStmt", "DeleteStmt"), own));
    }

    static Statement policy(Node n, boolean create) {
        return new TieStatement.Policy(
                n.text("policy_name"),
                n.get("table").rangeVar(),
                create,
                open(n),
                policyReads(n),
                columns(n.get("qual")),
                columns(n.get("with_check")));
    }

    static Statement createPublication(Node n) {
        return new TieStatement.CreatePublication(n.text("pubname"), n.flag("for_all_tables"), published(n));
    }

    static Statement alterPublication(Node n) {
        return new TieStatement.AlterPublication(n.text("pubname"), publicationChange(n), published(n));
    }

    /** The relations of a rule's actions and condition, without the rule's own and its OLD and NEW. */
    private static List<QualifiedName> inActions(Node rule, List<String> kinds, QualifiedName own) {
        boolean reading = kinds.contains("SelectStmt");
        Stream<QualifiedName> named = reading
                ? QueryMapper.reads(rule, Set.of()).stream()
                : kinds.stream()
                        .flatMap(rule::all)
                        .map(write -> write.get("relation").rangeVar());
        return named.distinct()
                .filter(name -> !name.equals(own)
                        && !name.name().equals("old")
                        && !name.name().equals("new"))
                .toList();
    }

    private static List<QualifiedName> policyReads(Node policy) {
        QualifiedName own = policy.get("table").rangeVar();
        return QueryMapper.reads(policy, Set.of()).stream()
                .filter(name -> !name.equals(own))
                .toList();
    }

    /** Outside subqueries, where a bare name may belong to another table. */
    private static Optional<List<String>> columns(Node expression) {
        return expression.present()
                ? Optional.of(expression
                        .outside("SubLink")
                        .filter(node -> node.is("ColumnRef"))
                        .map(node -> node.inner().strings("fields"))
                        .filter(fields -> !fields.isEmpty())
                        .map(List::getLast)
                        .distinct()
                        .toList())
                : Optional.empty();
    }

    private static PublicationChange publicationChange(Node n) {
        return switch (n.text("action")) {
            case "AP_SetObjects" -> published(n).isEmpty() ? PublicationChange.ADD : PublicationChange.SET;
            case "AP_DropObjects" -> PublicationChange.DROP;
            default -> PublicationChange.ADD;
        };
    }

    /** ALTER POLICY does not say whether the policy is permissive; most are. */
    private static boolean open(Node policy) {
        boolean permissive = policy.flag("permissive") || !policy.has("cmd_name");
        return permissive
                && Stream.of("qual", "with_check")
                        .map(policy::get)
                        .anyMatch(expression -> expression.present() && Expressions.alwaysTrue(expression));
    }

    private static List<QualifiedName> published(Node n) {
        return n.list("pubobjects").stream()
                .map(object -> object.get("PublicationObjSpec").get("pubtable").get("relation"))
                .filter(Node::present)
                .map(Node::rangeVar)
                .toList();
    }
}
