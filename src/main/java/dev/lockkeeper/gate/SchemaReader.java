package dev.lockkeeper.gate;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.sql.SchemaText;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.SessionStatement;
import java.util.List;
import java.util.Optional;

/** Reads a schema dump with the same parser as migrations, and replays it into a catalog. */
public final class SchemaReader {
    private final ScriptReader reader;

    public SchemaReader(ScriptReader reader) {
        this.reader = reader;
    }

    /** The catalog after the last statement; text that does not parse is a {@link GateException} with line and column. */
    public Catalog read(SchemaText schema) throws GateException {
        return switch (reader.read(schema.name(), schema.sql())) {
            case ScriptOutcome.Unreadable unreadable ->
                throw new GateException(schema.name() + ":" + unreadable.position() + ": the schema does not parse: "
                        + unreadable.message() + "\n" + unreadable.excerpt()
                        + "\nDump it again with pg_dump --schema-only.");
            case ScriptOutcome.Read read -> {
                Catalog catalog = Catalog.empty();
                for (ScriptStatement statement : read.script().statements()) {
                    catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
                }
                // The session that reads the dump ends with it: a migration starts with settings of its own.
                for (String setting : List.of("search_path", "default_tablespace")) {
                    catalog = catalog.apply(
                            new SessionStatement.SetVariable(setting, Optional.empty(), false), "", Origin.EXISTING);
                }
                yield catalog;
            }
        };
    }
}
