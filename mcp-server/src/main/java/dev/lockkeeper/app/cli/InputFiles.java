package dev.lockkeeper.app.cli;

import dev.lockkeeper.effect.RunnerSwitch;
import dev.lockkeeper.effect.VersionOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Arguments to migrations, in order: files as they are, directories as their {@code .sql} files by name (down files
 * beside them), {@code -} as standard input. Binary, oversized, unreadable and non-SQL files are refused by name.
 */
final class InputFiles {
    private static final long MOST_BYTES = 1L << 20;

    private final InputStream standardInput;

    InputFiles(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    /** A migration: its name as the user gave it, its bytes, its rollback by the runner's naming, and what lies beside it. */
    record Input(String name, byte[] bytes, Optional<Path> down, Optional<RunnerSwitch> beside) {}

    List<Input> read(List<String> arguments) {
        List<Input> inputs = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals("-")) {
                inputs.add(
                        new Input("-", checked("standard input", standardInput()), Optional.empty(), Optional.empty()));
            } else if (glob(argument)) {
                inputs.addAll(matching(argument));
            } else if (Files.isDirectory(Path.of(argument))) {
                inputs.addAll(directory(Path.of(argument)));
            } else {
                inputs.add(file(Path.of(argument)));
            }
        }
        if (inputs.isEmpty()) {
            throw new UsageException(
                    "No migration was named, and none was found. Name a .sql file, a directory, or - for standard input.");
        }
        return inputs;
    }

    private byte[] standardInput() {
        try {
            return standardInput.readNBytes((int) MOST_BYTES + 1);
        } catch (IOException e) {
            throw new UsageException("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    /** A pattern that the shell has not expanded, and no file of that very name. */
    private static boolean glob(String argument) {
        return argument.matches(".*[*?\\[{].*") && !Files.exists(Path.of(argument));
    }

    private List<Input> matching(String glob) {
        String folder = glob.replaceFirst("[^/]*[*?\\[{].*$", "");
        PathMatcher matcher = FileSystems.getDefault()
                .getPathMatcher("glob:"
                        + Path.of(folder.isEmpty() ? "." : folder)
                                .normalize()
                                .resolve(glob.substring(folder.length())));
        return sqlFiles(Path.of(folder).normalize()).stream()
                .filter(file -> matcher.matches(file.normalize()))
                .map(this::file)
                .toList();
    }

    private List<Input> directory(Path folder) {
        return sqlFiles(folder).stream().map(this::file).toList();
    }

    /** All below {@code folder} in the runner's order; hidden folders and what Lockkeeper wrote are left out. */
    private static List<Path> sqlFiles(Path folder) {
        Path start = folder.toString().isEmpty() ? Path.of(".") : folder;
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".sql") && !isDown(file))
                    .filter(file -> Files.isRegularFile(file) && !leftOut(start.relativize(file)))
                    .map(file -> folder.toString().isEmpty() ? start.relativize(file) : file)
                    .sorted(Comparator.comparing(Path::toString, VersionOrder.BY_NAME))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException(folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static boolean leftOut(Path file) {
        return StreamSupport.stream(file.spliterator(), false)
                .map(Path::toString)
                .anyMatch(part -> part.endsWith(".lockkeeper")
                        || part.equals("node_modules")
                        || (part.startsWith(".") && part.length() > 2));
    }

    private static boolean isDown(Path file) {
        return RunnerSiblings.isDown(file);
    }

    private Input file(Path file) {
        String name = file.toString();
        if (name.matches(".*\\.(rb|py|kt|java|ts|js|xml|ya?ml|json)")) {
            throw new UsageException(name + " is not SQL. Review the SQL it runs: "
                    + (name.endsWith(".py")
                            ? "python manage.py sqlmigrate APP NAME, or alembic upgrade --sql REVISION"
                            : "let the runner print it")
                    + ", and pipe it into `lockkeeper review -`.");
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new UsageException(name + " has " + Files.size(file)
                        + " bytes, a migration has at most 1 MiB. Split it, or load data outside the migration.");
            }
            return new Input(
                    name,
                    checked(name, Files.readAllBytes(file)),
                    RunnerSiblings.down(file),
                    RunnerSiblings.beside(file));
        } catch (java.nio.file.NoSuchFileException e) {
            throw new UsageException(name + ": no such file. Check the path.", e);
        } catch (IOException e) {
            throw new UsageException(name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] checked(String name, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new UsageException(name + " has more than 1 MiB. Split the migration, or load data outside it.");
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new UsageException(
                    name + " is not text in UTF-8 but a binary file, or text in another encoding. Save it as UTF-8.",
                    e);
        }
        return bytes;
    }
}
