package dev.lockkeeper.sql;

import dev.lockkeeper.pg.LockMode;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What one SQL statement means, read from PostgreSQL's own syntax tree. Every kind that the gate knows has
 * a record; everything else is {@link Unrecognized} and can never be approved. Names are as written
 * (schema empty when not said).
 */
public sealed interface Statement {

    /** {@code partitionStrategy} is {@code range}, {@code list} or {@code hash} for a partitioned parent. */
    record CreateTable(
            QualifiedName table,
            Persistence persistence,
            boolean ifNotExists,
            List<ColumnDefinition> columns,
            List<ConstraintDefinition> constraints,
            Optional<QualifiedName> partitionOf,
            boolean defaultPartition,
            Optional<String> partitionStrategy,
            List<String> partitionColumns,
            List<QualifiedName> inherits,
            List<QualifiedName> like)
            implements Statement {
        public CreateTable {
            columns = List.copyOf(columns);
            constraints = List.copyOf(constraints);
            partitionColumns = List.copyOf(partitionColumns);
            inherits = List.copyOf(inherits);
            like = List.copyOf(like);
        }
    }

    /** {@code CREATE TABLE AS}, {@code SELECT INTO} and {@code CREATE MATERIALIZED VIEW}. */
    record CreateTableAs(
            QualifiedName table,
            boolean temporary,
            boolean materializedView,
            boolean ifNotExists,
            boolean withData,
            List<QualifiedName> reads,
            NestedWrites nested)
            implements Statement {
        public CreateTableAs {
            reads = List.copyOf(reads);
        }
    }

    /** {@code ALTER TABLE} and the same subcommands on other relations ({@code kind}). */
    record AlterTable(ObjectKind kind, QualifiedName table, boolean only, boolean ifExists, List<AlterAction> actions)
            implements Statement {
        public AlterTable {
            actions = List.copyOf(actions);
        }
    }

    /** {@code RENAME}: of the object itself, or of a column, constraint or attribute inside it ({@code part}). */
    record Rename(ObjectKind kind, QualifiedName object, Optional<String> part, String newName, boolean ifExists)
            implements Statement {}

    record SetSchema(ObjectKind kind, QualifiedName object, String newSchema) implements Statement {}

    record SetOwner(ObjectKind kind, QualifiedName object, String owner) implements Statement {}

    /** {@code DROP}; for triggers, rules and policies {@code names} holds {@code table.name} as schema and name. */
    record Drop(ObjectKind kind, List<QualifiedName> names, boolean concurrently, boolean ifExists, boolean cascade)
            implements Statement {
        public Drop {
            names = List.copyOf(names);
        }
    }

    /** {@code only} are those of {@code tables} whose descendants are left alone. */
    record Truncate(List<QualifiedName> tables, Set<QualifiedName> only, boolean cascade, boolean restartIdentity)
            implements Statement {
        public Truncate {
            tables = List.copyOf(tables);
            only = Set.copyOf(only);
        }
    }

    /** {@code keys} are column names, or the text of an expression; {@code keyColumns} all columns the index reads. */
    record CreateIndex(
            Optional<String> name,
            QualifiedName table,
            boolean only,
            boolean concurrently,
            boolean unique,
            boolean ifNotExists,
            String method,
            List<IndexKey> keys,
            List<String> include,
            Optional<Expression> where,
            boolean nullsNotDistinct)
            implements Statement {
        public CreateIndex {
            keys = List.copyOf(keys);
            include = List.copyOf(include);
        }
    }

    record Reindex(ObjectKind kind, Optional<QualifiedName> object, boolean concurrently) implements Statement {}

    record Cluster(Optional<QualifiedName> table, Optional<String> index) implements Statement {}

    record CreateView(
            QualifiedName view, boolean temporary, boolean orReplace, List<QualifiedName> reads, List<String> columns)
            implements Statement {
        public CreateView {
            reads = List.copyOf(reads);
            columns = List.copyOf(columns);
        }
    }

    record RefreshMaterializedView(QualifiedName view, boolean concurrently, boolean withData) implements Statement {}

    record CreateSequence(
            QualifiedName sequence,
            boolean ifNotExists,
            Optional<QualifiedName> ownedByTable,
            Optional<String> ownedByColumn)
            implements Statement {}

    /** {@code restart} is true when the next value is set, {@code restartWith} to which; {@code type} is that of AS. */
    record AlterSequence(
            QualifiedName sequence,
            boolean ifExists,
            boolean restart,
            OptionalLong restartWith,
            Optional<String> type,
            Optional<QualifiedName> ownedByTable,
            Optional<String> ownedByColumn)
            implements Statement {}

    record CreateEnum(QualifiedName type, List<String> values) implements Statement {
        public CreateEnum {
            values = List.copyOf(values);
        }
    }

    /** {@code ALTER TYPE … ADD VALUE}, or {@code RENAME VALUE} when {@code renamed} is there. */
    record AlterEnum(QualifiedName type, String value, Optional<String> renamed, boolean ifNotExists)
            implements Statement {}

    /** A composite, range, base or shell type; {@code form} names which. */
    record CreateType(QualifiedName type, String form) implements Statement {}

    record CreateDomain(
            QualifiedName domain,
            TypeName baseType,
            boolean notNull,
            List<ConstraintDefinition> constraints,
            Optional<Expression> defaultValue)
            implements Statement {
        public CreateDomain {
            constraints = List.copyOf(constraints);
        }
    }

    /** {@code change} is the letter of the grammar; {@code checksRows} when existing values have to satisfy it. */
    record AlterDomain(QualifiedName domain, String change, boolean checksRows) implements Statement {}

    /** {@code volatility} is {@code volatile} when not written; {@code body} is empty for C and internal functions. */
    record CreateFunction(
            QualifiedName function,
            boolean procedure,
            boolean orReplace,
            int argumentCount,
            String language,
            String volatility,
            boolean securityDefiner,
            boolean setsSearchPath,
            boolean returnsTrigger,
            Optional<ProceduralBody> body)
            implements Statement {}

    record AlterFunction(QualifiedName function, String change) implements Statement {}

    /** {@code from} is the other table of a constraint trigger; {@code cloned} when every partition gets it too. */
    record CreateTrigger(
            String name,
            QualifiedName table,
            QualifiedName function,
            boolean orReplace,
            boolean constraint,
            boolean cloned,
            Optional<QualifiedName> from)
            implements Statement {}

    /** {@code reads} and {@code writes} are the relations of its actions and condition. */
    record CreateRule(String name, QualifiedName table, List<QualifiedName> reads, List<QualifiedName> writes)
            implements Statement {
        public CreateRule {
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
        }
    }

    /**
     * {@code CREATE POLICY} or {@code ALTER POLICY}; {@code reads} are the relations its expressions ask;
     * {@code open} when it is permissive and its USING or WITH CHECK holds for every row;
     * the columns of the table itself that USING and WITH CHECK name, each empty when the statement does not say it.
     */
    record Policy(
            String name,
            QualifiedName table,
            boolean create,
            boolean open,
            List<QualifiedName> reads,
            Optional<List<String>> usingColumns,
            Optional<List<String>> checkColumns)
            implements Statement {
        public Policy {
            usingColumns = usingColumns.map(List::copyOf);
            checkColumns = checkColumns.map(List::copyOf);
            reads = List.copyOf(reads);
        }
    }

    record CreateStatistics(Optional<QualifiedName> name, List<QualifiedName> tables) implements Statement {
        public CreateStatistics {
            tables = List.copyOf(tables);
        }
    }

    /** {@code elements} are the statements inside {@code CREATE SCHEMA … CREATE TABLE …}. */
    record CreateSchema(String schema, boolean ifNotExists, List<Statement> elements) implements Statement {
        public CreateSchema {
            elements = List.copyOf(elements);
        }
    }

    record CreateExtension(String extension, boolean ifNotExists, Optional<String> schema) implements Statement {}

    record CreatePublication(String name, boolean allTables, List<QualifiedName> tables) implements Statement {
        public CreatePublication {
            tables = List.copyOf(tables);
        }
    }

    /** {@code ALTER PUBLICATION}: {@code tables} are those it adds, sets or drops. */
    record AlterPublication(String name, PublicationChange change, List<QualifiedName> tables) implements Statement {
        public AlterPublication {
            tables = List.copyOf(tables);
        }
    }

    record CreateSubscription(String name) implements Statement {}

    /** Casts, aggregates, operators, collations, foreign servers …: objects that are no relations and lock none. */
    record OtherObject(String command) implements Statement {}

    /** A change of such an object, of a base type, or a new language or access method: nobody has measured its locks. */
    record AlterOther(String command) implements Statement {}

    /** {@code ALTER TABLE ALL IN TABLESPACE … SET TABLESPACE}, and the same for indexes and materialized views. */
    record MoveAll(ObjectKind kind, String from, String to) implements Statement {}

    record ImportForeignSchema(String server, String schema) implements Statement {}

    /** {@code LOAD}: code of the server's file system is run. */
    record Load(String library) implements Statement {}

    record SecurityLabel(ObjectKind kind, QualifiedName object) implements Statement {}

    /** {@code EXECUTE} of a prepared statement. */
    record Execute(String prepared) implements Statement {}

    record EventTrigger(String name) implements Statement {}

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
            implements Statement {
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
    record AlterDefaultPrivileges(Optional<Grant> action) implements Statement {}

    /**
     * Roles and memberships: {@code attributes} are those switched on ({@code superuser}, {@code password} when a literal
     * is written), {@code memberships} the roles that GRANT gives.
     */
    record RoleStatement(String role, String change, List<String> attributes, List<String> memberships)
            implements Statement {
        public RoleStatement {
            attributes = List.copyOf(attributes);
            memberships = List.copyOf(memberships);
        }
    }

    /** {@code ALTER DATABASE}, {@code ALTER SYSTEM}, {@code CREATE/DROP DATABASE}, tablespaces: outside one database. */
    record ClusterWide(String command) implements Statement {}

    record Comment(ObjectKind kind, QualifiedName object, Optional<String> part) implements Statement {}

    /**
     * {@code whole} is true without WHERE or with one that is always true; {@code constants} are the columns that get a
     * string literal, with its value.
     */
    record Update(
            QualifiedName table,
            Optional<String> alias,
            List<String> columns,
            Map<String, String> constants,
            Optional<Expression> where,
            boolean whole,
            boolean joins,
            boolean with,
            boolean only,
            List<QualifiedName> reads,
            NestedWrites nested)
            implements Statement {
        public Update {
            columns = List.copyOf(columns);
            constants = Map.copyOf(constants);
            reads = List.copyOf(reads);
        }
    }

    record Delete(
            QualifiedName table,
            Optional<String> alias,
            Optional<Expression> where,
            boolean whole,
            boolean joins,
            boolean with,
            boolean only,
            List<QualifiedName> reads,
            NestedWrites nested)
            implements Statement {
        public Delete {
            reads = List.copyOf(reads);
        }
    }

    /** {@code rows} is the number of VALUES rows, 0 for {@code INSERT … SELECT}. */
    record Insert(QualifiedName table, List<String> columns, int rows, List<QualifiedName> reads, NestedWrites nested)
            implements Statement {
        public Insert {
            columns = List.copyOf(columns);
            reads = List.copyOf(reads);
        }
    }

    /** {@code deletes} when one of its branches deletes the matched row. */
    record Merge(QualifiedName table, boolean deletes, List<QualifiedName> reads, NestedWrites nested)
            implements Statement {
        public Merge {
            reads = List.copyOf(reads);
        }
    }

    /** A query: what it calls, what its WITH changes, the sequences that nextval or setval name by a literal. */
    record Select(
            List<QualifiedName> reads,
            NestedWrites nested,
            boolean locksRows,
            List<String> functions,
            List<QualifiedName> sequences)
            implements Statement {
        public Select {
            sequences = List.copyOf(sequences);
            reads = List.copyOf(reads);
            functions = List.copyOf(functions);
        }
    }

    /** {@code reads} are the relations of {@code COPY (query) TO}, {@code nested} what such a query changes. */
    record Copy(
            Optional<QualifiedName> table,
            boolean from,
            boolean program,
            boolean file,
            List<QualifiedName> reads,
            NestedWrites nested)
            implements Statement {
        public Copy {
            reads = List.copyOf(reads);
        }
    }

    /** {@code EXPLAIN}, {@code PREPARE} and {@code DECLARE}: {@code inner} is planned, and run when {@code runs}. */
    record Planned(String command, Statement inner, boolean runs) implements Statement {}

    /** {@code columns} when a column list is given, which only ANALYZE takes. */
    record Vacuum(List<QualifiedName> tables, boolean full, boolean analyze, boolean vacuum, boolean columns)
            implements Statement {
        public Vacuum {
            tables = List.copyOf(tables);
        }
    }

    /** {@code only} are those of {@code tables} whose descendants are left alone. */
    record LockTable(List<QualifiedName> tables, Set<QualifiedName> only, LockMode mode, boolean nowait)
            implements Statement {
        public LockTable {
            tables = List.copyOf(tables);
            only = Set.copyOf(only);
        }
    }

    /** {@code SET}, {@code RESET} and {@code SELECT set_config(…)}; {@code value} is empty for RESET and DEFAULT. */
    record SetVariable(String name, Optional<String> value, boolean local) implements Statement {}

    /** {@code BEGIN}, {@code COMMIT}, {@code ROLLBACK}, savepoints and two-phase commit. */
    record TransactionControl(TransactionCommand kind, Optional<String> name) implements Statement {}

    record SetConstraints(boolean deferred) implements Statement {}

    record Discard(String what) implements Statement {}

    record Do(ProceduralBody body) implements Statement {}

    record Call(QualifiedName procedure) implements Statement {}

    /** {@code EXECUTE} of a text inside a body; {@code constant} holds the statement when the text is a literal. */
    record DynamicSql(String expression, Optional<Statement> constant) implements Statement {}

    /** Cursor, prepared statement, LISTEN/NOTIFY, EXPLAIN, SHOW, CHECKPOINT …: no lasting change to schema or data. */
    record Utility(String command) implements Statement {}

    /** Parsed, but without a value here: {@code node} is PostgreSQL's node type. Never approved. */
    record Unrecognized(String node) implements Statement {}
}
