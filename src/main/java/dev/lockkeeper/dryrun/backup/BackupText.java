package dev.lockkeeper.dryrun.backup;

import dev.lockkeeper.dryrun.shadow.ShadowDatabases;
import dev.lockkeeper.dryrun.shadow.ShadowUnavailableException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * A backup as one stream of text. An archive is turned into text by pg_restore, confined as the servers are and without
 * any connection; where it can, it gets the file as its standard input and no right to open one.
 */
public final class BackupText implements Closeable {
    private static final int TOLD = 500;

    private final BackupFile backup;
    private final DumpReader reader;
    private final Optional<Process> process;
    private final Optional<InputStream> errors;

    private BackupText(BackupFile backup, InputStream text, Optional<Process> process, Optional<InputStream> errors) {
        this.backup = backup;
        this.reader = new DumpReader(text);
        this.process = process;
        this.errors = errors;
    }

    /** {@code searchPath} is this environment's PATH. The caller closes it, which ends pg_restore. */
    public static BackupText open(BackupFile backup, ShadowDatabases databases, String searchPath)
            throws BackupException, ShadowUnavailableException, InterruptedException {
        try {
            Optional<Integer> needed = backup.restoreMajor();
            if (needed.isEmpty()) {
                InputStream file = Files.newInputStream(backup.path());
                return new BackupText(
                        backup,
                        backup.form() == BackupForm.GZIP ? new GZIPInputStream(file) : file,
                        Optional.empty(),
                        Optional.empty());
            }
            RestoreProgram program = RestoreProgram.find(backup, needed.get(), searchPath);
            Path errors = Files.createTempFile("lockkeeper-", ".restore");
            boolean folder = backup.form() == BackupForm.DIRECTORY;
            List<String> command = new java.util.ArrayList<>(List.of(
                    program.path().toString(),
                    "--file=-",
                    "--format=" + backup.form().option()));
            if (folder) {
                command.add(backup.path().toAbsolutePath().toString());
            }
            Process process = databases.confined(command, folder ? Path.of("/dev/null") : backup.path(), errors);
            // Both hold it open; the file itself is gone before anybody can be killed.
            InputStream said = Files.newInputStream(errors);
            Files.delete(errors);
            return new BackupText(backup, process.getInputStream(), Optional.of(process), Optional.of(said));
        } catch (IOException e) {
            throw new BackupException(
                    "the backup " + backup.path() + " cannot be read: " + e.getMessage(), "Check the file.", e);
        }
    }

    /** The next item; the end only when pg_restore ended well too. */
    public Optional<DumpItem> next() throws BackupException, InterruptedException {
        try {
            Optional<DumpItem> item = reader.next();
            if (item.isEmpty()) {
                ended();
            }
            return item;
        } catch (IOException e) {
            throw new BackupException(
                    "the backup " + backup.path() + " cannot be read: " + e.getMessage(), "Check the file.", e);
        } catch (BackupException e) {
            ended();
            throw e;
        }
    }

    /** The next row of the rows just given. */
    public Optional<byte[]> row() throws BackupException {
        try {
            return reader.row();
        } catch (IOException e) {
            throw new BackupException(
                    "the backup " + backup.path() + " cannot be read: " + e.getMessage(), "Check the file.", e);
        }
    }

    private void ended() throws BackupException, InterruptedException {
        if (process.isEmpty()) {
            return;
        }
        if (process.get().waitFor(10, TimeUnit.SECONDS) && process.get().exitValue() != 0) {
            throw new BackupException(
                    "pg_restore does not read " + backup.path() + ": " + told(),
                    "Check the file with pg_restore --list; as root, a folder must be readable by everybody.");
        }
    }

    private String told() {
        try {
            String text = new String(errors.orElseThrow().readNBytes(4 * TOLD), StandardCharsets.UTF_8)
                    .strip()
                    .replaceAll("\\s+", " ");
            return text.length() > TOLD ? text.substring(0, TOLD) + "…" : text;
        } catch (IOException e) {
            return "no message";
        }
    }

    @Override
    public void close() {
        process.ifPresent(Process::destroyForcibly);
        try {
            reader.close();
            if (errors.isPresent()) {
                errors.get().close();
            }
        } catch (IOException e) {
            // It was only read from.
        }
    }
}
