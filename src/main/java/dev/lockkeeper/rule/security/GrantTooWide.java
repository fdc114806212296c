package dev.lockkeeper.rule.security;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.effect.StatementEffects;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.rule.Severity;
import dev.lockkeeper.sql.ObjectKind;
import dev.lockkeeper.sql.PrivilegeStatement;
import dev.lockkeeper.sql.Statement;
import java.util.Optional;
import java.util.stream.Stream;

/** A right for everybody, or every right for somebody. */
@AutoService(Rule.class)
public final class GrantTooWide implements Rule {
    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> at.statement()
                        .meaning()
                        .withInner()
                        .flatMap(statement -> grant(statement).stream())
                        .filter(PrivilegeStatement.Grant::grant)
                        .flatMap(grant -> hit(at, grant).stream()));
    }

    private static Optional<PrivilegeStatement.Grant> grant(Statement statement) {
        return switch (statement) {
            case PrivilegeStatement.Grant grant -> Optional.of(grant);
            case PrivilegeStatement.AlterDefaultPrivileges alter -> alter.action();
            default -> Optional.empty();
        };
    }

    private static Optional<Hit> hit(StatementEffects at, PrivilegeStatement.Grant grant) {
        if (grant.toPublic() && !publicByDefault(grant.kind())) {
            return Optional.of(Hit.at(
                    at,
                    "gives rights to PUBLIC: every role that can connect has them, also roles that are made later.",
                    "Name the role that needs the right."));
        }
        boolean all = grant.privileges().isEmpty() && holdsData(grant.kind());
        return all
                ? Optional.of(Hit.at(
                                at,
                                "gives every right, TRUNCATE and TRIGGER among them, to "
                                        + String.join(", ", grant.roles()) + ".",
                                "Name the rights that are needed: SELECT, INSERT, UPDATE, DELETE.")
                        .as(Severity.WARNING))
                : Optional.empty();
    }

    /** PostgreSQL gives EXECUTE and USAGE on these to PUBLIC by itself. */
    private static boolean publicByDefault(ObjectKind kind) {
        return switch (kind) {
            case FUNCTION, PROCEDURE, ROUTINE, TYPE, DOMAIN, LANGUAGE -> true;
            default -> false;
        };
    }

    private static boolean holdsData(ObjectKind kind) {
        return kind.relation() || kind == ObjectKind.SCHEMA || kind == ObjectKind.DATABASE;
    }
}
