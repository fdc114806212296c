package dev.lockkeeper.drift;

import dev.lockkeeper.effect.Framework;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of migrations in the order in which its runner runs them.
 *
 * @param framework as given, or as the files show
 */
public record MigrationHistory(Path folder, Framework framework, List<MigrationFile> files) {
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_FILES = 5_000;

    public MigrationHistory {
        files = List.copyOf(files);
    }

    /** A migration: its name below the folder, and its text as it is run forward (lines keep their numbers). */
    public record MigrationFile(String name, String text) {}

    public static MigrationHistory read(Path folder, Optional<Framework> framework) throws HistoryException {
        if (!Files.isDirectory(folder)) {
            throw new HistoryException(folder + " is no folder. Name the folder that holds the migrations.");
        }
        List<MigrationFile> all = load(folder);
        if (all.isEmpty()) {
            throw new HistoryException(
                    folder
                            + " holds no .sql file. Name the folder with the migrations; let a runner in another language print its SQL first (sqlmigrate, alembic upgrade --sql, rails db:structure:dump).");
        }
        HistoryOrder order = HistoryOrder.of(framework, all, plan(folder));
        return new MigrationHistory(folder, order.framework(), order.sorted(all));
    }

    private static List<String> plan(Path folder) throws HistoryException {
        Path parent = folder.toAbsolutePath().normalize().getParent();
        for (Path place : parent == null ? List.of(folder) : List.of(folder, parent)) {
            Path plan = place.resolve("sqitch.plan");
            if (Files.isRegularFile(plan)) {
                try {
                    return Files.readAllLines(plan);
                } catch (IOException e) {
                    throw new HistoryException(plan + " cannot be read. Check its permissions.", e);
                }
            }
        }
        return List.of();
    }

    private static List<MigrationFile> load(Path folder) throws HistoryException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.filter(Files::isRegularFile)
                    .filter(path -> path.getFileName().toString().endsWith(".sql"))
                    .limit(MOST_FILES + 1L)
                    .toList();
        } catch (IOException e) {
            throw new HistoryException(folder + " cannot be listed: " + e.getMessage(), e);
        }
        if (paths.size() > MOST_FILES) {
            throw new HistoryException(
                    folder + " holds more than " + MOST_FILES + " .sql files. Name a folder below it.");
        }
        List<MigrationFile> files = new ArrayList<>();
        long bytes = 0;
        for (Path path : paths) {
            String name = folder.relativize(path).toString().replace('\\', '/');
            try {
                bytes += Files.size(path);
                if (bytes > MOST_BYTES) {
                    throw new HistoryException(folder + " holds more than 64 MiB of SQL. Name a folder below it.");
                }
                files.add(new MigrationFile(name, Files.readString(path)));
            } catch (CharacterCodingException e) {
                throw new HistoryException(path + " is not text in UTF-8. Save it as UTF-8.", e);
            } catch (IOException e) {
                throw new HistoryException(path + " cannot be read. Check its permissions.", e);
            }
        }
        return files;
    }
}
