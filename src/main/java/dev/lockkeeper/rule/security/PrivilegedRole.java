package dev.lockkeeper.rule.security;

import com.google.auto.service.AutoService;
import dev.lockkeeper.effect.Analysis;
import dev.lockkeeper.rule.Hit;
import dev.lockkeeper.rule.Rule;
import dev.lockkeeper.sql.PrivilegeStatement;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A role that passes by rights and policies. */
@AutoService(Rule.class)
public final class PrivilegedRole implements Rule {
    private static final Map<String, String> ATTRIBUTES = Map.of(
            "superuser", "SUPERUSER",
            "createrole", "CREATEROLE",
            "createdb", "CREATEDB",
            "isreplication", "REPLICATION",
            "bypassrls", "BYPASSRLS");
    private static final Set<String> MEMBERSHIPS = Set.of(
            "pg_execute_server_program",
            "pg_read_server_files",
            "pg_write_server_files",
            "pg_read_all_data",
            "pg_write_all_data",
            "pg_signal_backend",
            "pg_create_subscription",
            "pg_maintain",
            "pg_checkpoint");

    @Override
    public Stream<Hit> check(Analysis analysis) {
        return analysis.statements().stream()
                .flatMap(at -> at.statement().meaning() instanceof PrivilegeStatement.RoleStatement role
                        ? Stream.concat(
                                        role.attributes().stream()
                                                .map(ATTRIBUTES::get)
                                                .filter(java.util.Objects::nonNull),
                                        role.memberships().stream().filter(MEMBERSHIPS::contains))
                                .limit(1)
                                .map(power -> Hit.at(
                                        at,
                                        "gives " + power + (role.role().isEmpty() ? "" : " to " + role.role())
                                                + ": past every right and policy of this database.",
                                        "GRANT exactly the rights on the objects that the role needs."))
                        : Stream.empty());
    }
}
