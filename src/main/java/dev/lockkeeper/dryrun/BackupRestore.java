package dev.lockkeeper.dryrun;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Table;
import dev.lockkeeper.dryrun.backup.BackupException;
import dev.lockkeeper.dryrun.backup.BackupText;
import dev.lockkeeper.dryrun.backup.CopyHeader;
import dev.lockkeeper.dryrun.backup.DumpItem;
import dev.lockkeeper.dryrun.backup.KeyedHash;
import dev.lockkeeper.dryrun.backup.Mask;
import dev.lockkeeper.dryrun.backup.MaskCheck;
import dev.lockkeeper.dryrun.backup.MaskedRows;
import dev.lockkeeper.dryrun.backup.RowSource;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.sql.DataStatement;
import dev.lockkeeper.sql.ObjectStatement;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptReader;
import dev.lockkeeper.sql.ScriptStatement;
import dev.lockkeeper.sql.SessionStatement;
import dev.lockkeeper.sql.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Reads a dump: first for what the server must have before it, then into the server, as the unprivileged role and over
 * JDBC. A dump is as hostile as a migration; rows are masked before they leave this process.
 */
final class BackupRestore {
    private static final int MOST_REFUSED = 20;
    private static final int CHUNK = 1 << 16;

    private final ScriptReader reader;
    private final Catalog catalog;
    private final MaskCheck masks;
    private final boolean masking;
    private final KeyedHash hash;
    private final RandomGenerator random;
    private final List<String> refused = new ArrayList<>();
    private int more;

    /** {@code random} deals shuffled values out. */
    BackupRestore(
            ScriptReader reader,
            Catalog catalog,
            MaskCheck masks,
            boolean masking,
            KeyedHash hash,
            RandomGenerator random) {
        this.reader = reader;
        this.catalog = catalog;
        this.masks = masks;
        this.masking = masking;
        this.hash = hash;
        this.random = random;
    }

    /** Roles and extensions that the dump names, and the tables whose rows it holds. */
    record Needs(
            Set<String> roles,
            List<ObjectStatement.CreateExtension> extensions,
            Set<dev.lockkeeper.pg.QualifiedName> filled) {}

    Needs needs(BackupText text) throws BackupException, InterruptedException {
        Set<String> roles = new LinkedHashSet<>();
        List<ObjectStatement.CreateExtension> extensions = new ArrayList<>();
        Set<dev.lockkeeper.pg.QualifiedName> filled = new HashSet<>();
        for (Optional<DumpItem> item = text.next(); item.isPresent(); item = text.next()) {
            switch (item.get()) {
                case DumpItem.Rows rows -> CopyHeader.of(rows.copy()).ifPresent(header -> filled.add(header.table()));
                case DumpItem.Statement statement -> {
                    for (ScriptStatement read : read(statement)) {
                        RoleNames.in(read).forEach(roles::add);
                        if (read.meaning() instanceof ObjectStatement.CreateExtension extension) {
                            extensions.add(extension);
                        }
                        allowed(read.meaning(), statement.line());
                    }
                }
            }
        }
        return new Needs(roles, extensions, filled);
    }

    /** What the server would misread, or what would carry unmasked values, ends the restore before it begins. */
    private void allowed(Statement meaning, long line) throws BackupException {
        if (meaning instanceof SessionStatement.SetVariable set
                && set.name().equals("client_encoding")
                && !set.value()
                        .orElse("UTF8")
                        .toUpperCase(Locale.ROOT)
                        .replaceAll("[^A-Z0-9]", "")
                        .equals("UTF8")) {
            throw new BackupException(
                    "the dump is written in " + set.value().orElse(""), "Dump with pg_dump --encoding=UTF8.");
        }
        boolean values = meaning instanceof DataStatement.Insert
                || meaning instanceof DataStatement.Update
                || meaning instanceof DataStatement.Merge;
        if (masking && values) {
            throw new BackupException(
                    "line " + line + " of the dump carries values in SQL, where they cannot be masked",
                    "Dump rows with COPY: pg_dump without --inserts.");
        }
    }

    private List<ScriptStatement> read(DumpItem.Statement statement) {
        return switch (reader.read("backup", statement.sql())) {
            case ScriptOutcome.Read read -> read.script().statements();
            case ScriptOutcome.Unreadable unreadable -> {
                refuse(statement.line(), "does not parse: " + unreadable.message());
                yield List.of();
            }
        };
    }

    /** Loads everything; what the server refuses is named in the result. */
    List<String> into(Connection migrator, BackupText text) throws BackupException, SQLException, InterruptedException {
        for (Optional<DumpItem> item = text.next(); item.isPresent(); item = text.next()) {
            switch (item.get()) {
                case DumpItem.Rows rows -> rows(migrator, rows, text);
                case DumpItem.Statement statement -> {
                    for (ScriptStatement read : read(statement)) {
                        if (!SchemaLoader.skipped(read.meaning())) {
                            execute(migrator, read, statement.line());
                        }
                    }
                }
            }
        }
        List<String> all = new ArrayList<>(refused);
        if (more > 0) {
            all.add("and " + more + " more lines of the backup could not be restored");
        }
        return all;
    }

    private void execute(Connection migrator, ScriptStatement statement, long line) throws SQLException {
        try {
            Rows.execute(migrator, statement.sql());
        } catch (SQLException e) {
            if (!SchemaLoader.alreadyThere(statement.meaning(), e)) {
                refuse(line, e);
            }
        }
    }

    private void rows(Connection migrator, DumpItem.Rows rows, BackupText text) throws BackupException, SQLException {
        RowSource source =
                masked(rows).map(masked -> masked.over(text::row, random)).orElse(text::row);
        try {
            CopyIn copy = migrator.unwrap(PGConnection.class).getCopyAPI().copyIn(rows.copy());
            try {
                send(copy, source);
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException e) {
            refuse(rows.line(), e);
        }
    }

    private static void send(CopyIn copy, RowSource rows) throws BackupException, SQLException {
        byte[] chunk = new byte[CHUNK];
        int used = 0;
        for (Optional<byte[]> row = rows.next(); row.isPresent(); row = rows.next()) {
            byte[] bytes = row.get();
            if (used + bytes.length + 1 > CHUNK) {
                copy.writeToCopy(chunk, 0, used);
                used = 0;
            }
            if (bytes.length + 1 > CHUNK) {
                copy.writeToCopy(bytes, 0, bytes.length);
            } else {
                System.arraycopy(bytes, 0, chunk, used, bytes.length);
                used += bytes.length;
            }
            chunk[used++] = '\n';
        }
        copy.writeToCopy(chunk, 0, used);
    }

    private Optional<MaskedRows> masked(DumpItem.Rows rows) throws BackupException {
        if (!masking) {
            return Optional.empty();
        }
        CopyHeader header = CopyHeader.of(rows.copy())
                .orElseThrow(() -> new BackupException(
                        "line " + rows.line() + " of the dump: rows of a form that cannot be masked",
                        "Dump with pg_dump, without options for COPY."));
        Map<String, Mask> own = masks.of(header.table());
        Optional<Table> table = catalog.table(header.table());
        if (own.isEmpty()) {
            return Optional.empty();
        }
        if (!header.columns().containsAll(own.keySet())) {
            throw new BackupException(
                    "the backup's " + header.table().display() + " has not every column that the masking rules name",
                    "Correct the rules, or take a newer backup.");
        }
        return table.map(found -> new MaskedRows(header, own, found, hash));
    }

    private void refuse(long line, SQLException e) throws SQLException {
        String state = e.getSQLState();
        if (state == null || state.startsWith("57") || state.startsWith("08")) {
            throw e;
        }
        refuse(line, "was refused (" + state + "): " + RealTables.withoutValues(state, Rows.message(e)));
    }

    private void refuse(long line, String why) {
        if (refused.size() < MOST_REFUSED) {
            refused.add("line " + line + " of the backup " + why);
        } else {
            more++;
        }
    }
}
