package dev.lockkeeper.dryrun.traffic;

import dev.lockkeeper.pg.Identifiers;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A statement of the application with places for values.
 *
 * @param label what it is, for people
 * @param table whose traffic it stands for
 * @param recorded it comes from production's statistics; its values are sampled
 * @param weight its share among the statements of its kind
 * @param text parts of text and places, in order
 */
record AppStatement(
        String label, Kind kind, QualifiedName table, boolean recorded, double weight, List<Part> text, Rows rows) {
    enum Kind {
        READ,
        WRITE
    }

    /** What the statement does to rows that the traffic itself made: a delete takes only such. */
    enum Rows {
        KEEPS,
        ADDS,
        REMOVES
    }

    sealed interface Part {
        /** SQL as it is. */
        record Sql(String sql) implements Part {}

        /** One of these values, as a literal. */
        record Sampled(List<String> values) implements Part {
            public Sampled {
                values = List.copyOf(values);
            }
        }

        /** The number of the row. */
        record Number() implements Part {}
    }

    AppStatement {
        text = List.copyOf(text);
    }

    /** The text to send; {@code number} is the row that is added or removed. */
    String sql(RandomGenerator random, long number) {
        StringBuilder sql = new StringBuilder();
        for (Part part : text) {
            switch (part) {
                case Part.Sql plain -> sql.append(plain.sql());
                case Part.Sampled sampled ->
                    sql.append(
                            sampled.values().isEmpty()
                                    ? "NULL"
                                    : Identifiers.literal(sampled.values()
                                            .get(random.nextInt(sampled.values().size()))));
                case Part.Number row -> sql.append(number);
            }
        }
        return sql.toString();
    }
}
