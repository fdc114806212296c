package dev.lockkeeper.dryrun.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pg_restore on this machine with the major it says it has. */
record RestoreProgram(Path path, int major) {
    private static final Pattern VERSION = Pattern.compile("pg_restore \\(PostgreSQL\\) (\\d+).*", Pattern.DOTALL);
    private static final List<String> FOLDERS =
            List.of("/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt");

    /** The newest one on the search path or where distributions install it, if it reads archives of {@code needed}. */
    static RestoreProgram find(BackupFile backup, int needed, String searchPath) throws BackupException {
        Optional<RestoreProgram> newest = candidates(searchPath).stream()
                .flatMap(path -> asked(path).stream())
                .max(Comparator.comparingInt(RestoreProgram::major));
        String install = "Install pg_restore of PostgreSQL " + needed
                + " or newer (Debian: postgresql-client), or give a dump in text form (pg_dump without -F).";
        if (newest.isEmpty()) {
            throw new BackupException(
                    backup.path() + " is an archive, which only pg_restore reads, and there is none here", install);
        }
        if (newest.get().major() < needed) {
            throw new BackupException(
                    backup.path() + " was written by pg_dump " + needed
                            + " or newer, and the newest pg_restore here is "
                            + newest.get().major(),
                    install);
        }
        return newest.get();
    }

    private static Set<Path> candidates(String searchPath) {
        Set<Path> found = new LinkedHashSet<>();
        for (String folder : searchPath.split(java.io.File.pathSeparator)) {
            if (folder.startsWith("/")) {
                found.add(Path.of(folder, "pg_restore"));
            }
        }
        for (String base : FOLDERS) {
            // /usr/lib/postgresql/15/bin, /usr/pgsql-15/bin, /opt/homebrew/opt/postgresql@15/bin
            String glob =
                    base.equals("/usr") ? "pgsql-*" : base.equals("/usr/lib/postgresql") ? "*" : "{postgresql,libpq}*";
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of(base), glob)) {
                folders.forEach(folder -> found.add(folder.resolve("bin").resolve("pg_restore")));
            } catch (IOException e) {
                // There is no such folder on this system.
                continue;
            }
        }
        found.removeIf(path -> !Files.isExecutable(path));
        return found;
    }

    private static Optional<RestoreProgram> asked(Path path) {
        List<String> command = new ArrayList<>(List.of(path.toString(), "--version"));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().put("PATH", "/usr/bin:/bin");
            Process process = builder.start();
            try {
                process.getOutputStream().close();
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    return Optional.empty();
                }
                String said = new String(process.getInputStream().readNBytes(200), StandardCharsets.US_ASCII);
                Matcher version = VERSION.matcher(said);
                return version.matches()
                        ? Optional.of(new RestoreProgram(path, Integer.parseInt(version.group(1))))
                        : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
