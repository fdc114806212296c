package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;

/**
 * One subcommand of {@code ALTER TABLE}; {@code sql} is its exact text without the separating comma.
 * A subcommand without a value of its own here is {@link Other}, which no rule may call harmless.
 */
public sealed interface AlterAction {
    String sql();

    record AddColumn(ColumnDefinition column, boolean ifNotExists, String sql) implements AlterAction {}

    record DropColumn(String column, boolean ifExists, boolean cascade, String sql) implements AlterAction {}

    record AddConstraint(ConstraintDefinition constraint, String sql) implements AlterAction {}

    record ValidateConstraint(String constraint, String sql) implements AlterAction {}

    record DropConstraint(String constraint, boolean ifExists, boolean cascade, String sql) implements AlterAction {}

    /** {@code deferrability} and {@code enforceability} say what of a foreign key is changed (the latter from 18 on). */
    record AlterConstraint(
            String constraint, boolean deferrability, boolean enforceability, boolean enforced, String sql)
            implements AlterAction {}

    record SetDefault(String column, Expression value, String sql) implements AlterAction {}

    record DropDefault(String column, String sql) implements AlterAction {}

    record SetNotNull(String column, String sql) implements AlterAction {}

    record DropNotNull(String column, String sql) implements AlterAction {}

    record AlterType(String column, TypeName type, Optional<Expression> using, Optional<String> collation, String sql)
            implements AlterAction {}

    record SetExpression(String column, Expression value, String sql) implements AlterAction {}

    record DropExpression(String column, boolean ifExists, String sql) implements AlterAction {}

    record AddIdentity(String column, String sql) implements AlterAction {}

    record SetIdentity(String column, String sql) implements AlterAction {}

    record DropIdentity(String column, boolean ifExists, String sql) implements AlterAction {}

    record SetStatistics(String column, String sql) implements AlterAction {}

    record SetStorage(String column, String sql) implements AlterAction {}

    record SetCompression(String column, String sql) implements AlterAction {}

    record SetColumnOptions(String column, String sql) implements AlterAction {}

    /** {@code SET (…)} and {@code RESET (…)} of storage parameters. */
    record SetOptions(List<String> names, String sql) implements AlterAction {}

    record SetOwner(String owner, String sql) implements AlterAction {}

    record SetLogged(boolean logged, String sql) implements AlterAction {}

    record SetTablespace(String tablespace, String sql) implements AlterAction {}

    record SetAccessMethod(Optional<String> method, String sql) implements AlterAction {}

    /** No index: SET WITHOUT CLUSTER. */
    record ClusterOn(Optional<String> index, String sql) implements AlterAction {}

    /** {@code ENABLE} and {@code DISABLE TRIGGER}, with all their options. */
    record SetTriggerState(Optional<String> trigger, boolean enable, String sql) implements AlterAction {}

    record SetRuleState(String sql) implements AlterAction {}

    /** {@code ENABLE}, {@code DISABLE}, {@code FORCE} and {@code NO FORCE ROW LEVEL SECURITY}. */
    record SetRowSecurity(boolean enable, boolean force, String sql) implements AlterAction {}

    /** {@code index} is that of {@code USING INDEX}. */
    record SetReplicaIdentity(Optional<String> index, String sql) implements AlterAction {}

    record SetInheritance(QualifiedName parent, boolean add, String sql) implements AlterAction {}

    /** {@code OF} a composite type, or {@code NOT OF} any. */
    record OfType(Optional<QualifiedName> type, String sql) implements AlterAction {}

    record AttachPartition(QualifiedName partition, PartitionBound bound, String sql) implements AlterAction {
        public boolean defaultPartition() {
            return bound instanceof PartitionBound.Default;
        }
    }

    record DetachPartition(QualifiedName partition, boolean concurrently, boolean finishing, String sql)
            implements AlterAction {}

    /** Known to the grammar, not modelled: judged as unmodelled, never as harmless. */
    record Other(String subtype, String sql) implements AlterAction {}
}
