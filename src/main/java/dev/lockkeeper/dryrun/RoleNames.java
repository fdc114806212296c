package dev.lockkeeper.dryrun;

import dev.lockkeeper.sql.AlterAction;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.PrivilegeStatement;
import dev.lockkeeper.sql.RelationStatement;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TieStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Roles that a statement needs: owners, grantees, the roles of policies and default privileges. */
public final class RoleNames {
    private static final Set<String> NOT_ROLES =
            Set.of("", "public", "none", "current_user", "current_role", "session_user");
    private static final String NAME = "(?:\"(?:[^\"]|\"\")++\"|[\\w$]+)";
    private static final Pattern LISTS =
            Pattern.compile("(?i)\\b(?:TO|FROM|FOR\\s+(?:ROLE|USER))\\s+(" + NAME + "(?:\\s*,\\s*" + NAME + ")*+)");
    private static final Pattern ONE = Pattern.compile(NAME);

    private RoleNames() {}

    public static Stream<String> in(ScriptStatement statement) {
        return roles(statement.meaning(), statement.sql()).filter(role -> !NOT_ROLES.contains(role));
    }

    private static Stream<String> roles(Statement meaning, String sql) {
        return switch (meaning) {
            case ObjectStatement.SetOwner set -> Stream.of(set.owner());
            case PrivilegeStatement.Grant grant -> grant.roles().stream();
            case PrivilegeStatement.RoleStatement role -> Stream.of(role.role());
            case TieStatement.Policy policy when policy.create() -> listed(beforeExpressions(sql)).stream();
            case PrivilegeStatement.AlterDefaultPrivileges defaults -> listed(sql).stream();
            case RelationStatement.AlterTable alter ->
                alter.actions().stream()
                        .filter(AlterAction.SetOwner.class::isInstance)
                        .map(action -> ((AlterAction.SetOwner) action).owner());
            default -> Stream.empty();
        };
    }

    private static String beforeExpressions(String policy) {
        int bracket = policy.indexOf('(');
        return bracket < 0 ? policy : policy.substring(0, bracket);
    }

    private static List<String> listed(String sql) {
        List<String> names = new ArrayList<>();
        Matcher list = LISTS.matcher(sql);
        while (list.find()) {
            Matcher one = ONE.matcher(list.group(1));
            while (one.find()) {
                String text = one.group();
                names.add(
                        text.startsWith("\"")
                                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                                : text.toLowerCase(Locale.ROOT));
            }
        }
        names.removeIf(name -> Set.of("using", "with").contains(name));
        return names;
    }
}
