package dev.lockkeeper.sql;

import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Statements that read or change rows. */
public sealed interface DataStatement extends Statement {

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
            implements DataStatement {
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
            implements DataStatement {
        public Delete {
            reads = List.copyOf(reads);
        }
    }

    /** {@code rows} is the number of VALUES rows, 0 for {@code INSERT … SELECT}. */
    record Insert(QualifiedName table, List<String> columns, int rows, List<QualifiedName> reads, NestedWrites nested)
            implements DataStatement {
        public Insert {
            columns = List.copyOf(columns);
            reads = List.copyOf(reads);
        }
    }

    /** {@code deletes} when one of its branches deletes the matched row. */
    record Merge(QualifiedName table, boolean deletes, List<QualifiedName> reads, NestedWrites nested)
            implements DataStatement {
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
            implements DataStatement {
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
            implements DataStatement {
        public Copy {
            reads = List.copyOf(reads);
        }
    }

    /** {@code EXPLAIN}, {@code PREPARE} and {@code DECLARE}: {@code inner} is planned, and run when {@code runs}. */
    record Planned(String command, Statement inner, boolean runs) implements DataStatement {}

    /** {@code EXECUTE} of a prepared statement. */
    record Execute(String prepared) implements DataStatement {}
}
