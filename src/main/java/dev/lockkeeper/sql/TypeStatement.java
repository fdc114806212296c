package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;

/** Statements about enums, composite types and domains. */
public sealed interface TypeStatement extends Statement {

    record CreateEnum(QualifiedName type, List<String> values) implements TypeStatement {
        public CreateEnum {
            values = List.copyOf(values);
        }
    }

    /** {@code ALTER TYPE … ADD VALUE}, or {@code RENAME VALUE} when {@code renamed} is there. */
    record AlterEnum(QualifiedName type, String value, Optional<String> renamed, boolean ifNotExists)
            implements TypeStatement {}

    /** A composite, range, base or shell type; {@code form} names which, only a composite type has attributes. */
    record CreateType(QualifiedName type, String form, List<ColumnDefinition> attributes) implements TypeStatement {
        public CreateType {
            attributes = List.copyOf(attributes);
        }
    }

    /** {@code ALTER TYPE … ADD, DROP, ALTER ATTRIBUTE}; {@code cascade} when every change says CASCADE. */
    record AlterComposite(QualifiedName type, List<AlterAction> changes, boolean cascade) implements TypeStatement {
        public AlterComposite {
            changes = List.copyOf(changes);
        }
    }

    record RenameAttribute(QualifiedName type, String attribute, String newName, boolean cascade)
            implements TypeStatement {}

    record CreateDomain(
            QualifiedName domain,
            TypeName baseType,
            boolean notNull,
            List<ConstraintDefinition> constraints,
            Optional<Expression> defaultValue)
            implements TypeStatement {
        public CreateDomain {
            constraints = List.copyOf(constraints);
        }
    }

    /** {@code change} is the letter of the grammar; {@code checksRows} when existing values have to satisfy it. */
    record AlterDomain(QualifiedName domain, String change, boolean checksRows) implements TypeStatement {}
}
