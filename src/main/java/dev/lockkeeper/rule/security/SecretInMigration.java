package dev.lockkeeper.rule.security;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.PrivilegeStatement;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.Words;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A password that everybody with the repository or the log can read. */
@AutoService(Rule.class)
public final class SecretInMigration implements Rule {
    private static final Pattern OPTION = Pattern.compile("(?i)\\bpassword\\s*=?\\s*''");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .filter(at -> tells(at.statement().meaning(), at.statement().sql()))
                .map(at -> Hit.at(
                        at,
                        "holds a password as text: everybody who reads the repository, the log or pg_stat_statements"
                                + " knows it.",
                        "Make the role without a password, and let operators or the secret store set it."));
    }

    private static boolean tells(Statement statement, String sql) {
        return switch (statement) {
            case PrivilegeStatement.RoleStatement role -> role.attributes().contains("password");
            case ObjectStatement.OtherObject other ->
                OPTION.matcher(Words.of(sql)).find();
            default -> false;
        };
    }
}
