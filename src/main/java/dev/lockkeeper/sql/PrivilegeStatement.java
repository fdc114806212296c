package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;

/** Statements about roles and what they may do. */
public sealed interface PrivilegeStatement extends Statement {

    /**
     * {@code schemaWide}: all objects of this kind in the schemas that {@code objects} names; no privileges are ALL;
     * PUBLIC stands among the roles as {@code public}, which no role can be called.
     */
    record Grant(
            boolean grant,
            ObjectKind kind,
            boolean schemaWide,
            List<QualifiedName> objects,
            List<String> privileges,
            List<String> roles)
            implements PrivilegeStatement {
        public Grant {
            objects = List.copyOf(objects);
            privileges = List.copyOf(privileges);
            roles = List.copyOf(roles);
        }

        public boolean toPublic() {
            return grant && roles.contains("public");
        }
    }

    /** {@code action} is the GRANT or REVOKE that objects to come will get; its objects are empty. */
    record AlterDefaultPrivileges(Optional<Grant> action) implements PrivilegeStatement {}

    /** {@code REASSIGN OWNED BY roles TO newRole}; CURRENT_USER and its like have no name, which is the empty text. */
    record ReassignOwned(List<String> roles, String newRole) implements PrivilegeStatement {
        public ReassignOwned {
            roles = List.copyOf(roles);
        }
    }

    /**
     * Roles and memberships: {@code attributes} are those switched on ({@code superuser}, {@code password} when a literal
     * is written), {@code memberships} the roles that GRANT gives.
     */
    record RoleStatement(String role, String change, List<String> attributes, List<String> memberships)
            implements PrivilegeStatement {
        public RoleStatement {
            attributes = List.copyOf(attributes);
            memberships = List.copyOf(memberships);
        }
    }
}
