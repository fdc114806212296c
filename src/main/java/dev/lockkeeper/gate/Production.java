package dev.lockkeeper.gate;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.Declared;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.sql.SchemaText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Production as the gate knows it: context, schema text and the catalog read from it. */
public record Production(ProductionContext context, Catalog catalog, Optional<SchemaText> schema) {
    private static final long MOST_SCHEMA_BYTES = 64L << 20;

    /** Nothing known: only {@code lint} and {@code effects} work so. */
    public static Production unknown(PgVersion version) {
        return new Production(ProductionContext.none(version), Catalog.empty(), Optional.empty());
    }

    /** Reads the context file and the schema that it holds or names. */
    public static Production read(Path file, SchemaReader reader) throws GateException {
        ProductionContext context;
        try {
            context = ContextReader.read(file);
        } catch (ContextException e) {
            throw new GateException(String.valueOf(e.getMessage()), e);
        }
        if (context.schema().isPresent()) {
            return of(
                    context, new SchemaText(file + " (schema)", context.schema().get()), reader);
        }
        if (context.schemaFile().isEmpty()) {
            return new Production(context, Catalog.empty(), Optional.empty());
        }
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        Path schema = folder.resolve(context.schemaFile().get());
        try {
            if (Files.size(schema) > MOST_SCHEMA_BYTES) {
                throw new GateException(schema + ": a schema file has at most 64 MiB; dump with --schema-only.");
            }
            return of(context, new SchemaText(schema.toString(), Files.readString(schema)), reader);
        } catch (IOException e) {
            throw new GateException(
                    schema + ": the schema that " + file + " names cannot be read. Make it with pg_dump --schema-only.",
                    e);
        }
    }

    /** The same with what operators declare about the database. */
    public Production declaring(Declared declared) {
        return new Production(context.declaring(declared), catalog, schema);
    }

    private static Production of(ProductionContext context, SchemaText text, SchemaReader reader) throws GateException {
        return new Production(context, reader.read(text), Optional.of(text));
    }
}
