package dev.lockkeeper.context.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the password where libpq would, and in a file of its own: {@code --password-file}, the URL, PGPASSWORD, then
 * the password file (PGPASSFILE or {@code ~/.pgpass}). Never a prompt, never an argument.
 */
public final class PasswordSource {
    private final Map<String, String> environment;

    public PasswordSource(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The same target with its password, when there is one. */
    public Target complete(Target target, Optional<Path> passwordFile) throws SnapshotException {
        Optional<Password> found = passwordFile.isPresent()
                ? Optional.of(firstLine(passwordFile.get()))
                : target.password()
                        .or(() -> Optional.ofNullable(environment.get("PGPASSWORD"))
                                .filter(text -> !text.isEmpty())
                                .map(Password::new));
        if (found.isEmpty()) {
            found = fromPasswordFile(target);
        }
        return new Target(target.host(), target.port(), target.database(), target.user(), found, target.parameters());
    }

    private static Password firstLine(Path file) throws SnapshotException {
        List<String> lines = read(file);
        if (lines.isEmpty() || lines.getFirst().isEmpty()) {
            throw new SnapshotException(
                    SnapshotException.Reason.USAGE,
                    file + ": the password file is empty. Its first line is the password.");
        }
        return new Password(lines.getFirst());
    }

    private Optional<Password> fromPasswordFile(Target target) throws SnapshotException {
        Optional<Path> named = Optional.ofNullable(environment.get("PGPASSFILE"))
                .filter(f -> !f.isEmpty())
                .map(Path::of);
        Optional<Path> file = named.or(
                        () -> Optional.ofNullable(environment.get("HOME")).map(home -> Path.of(home, ".pgpass")))
                .filter(Files::isRegularFile);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        ownerOnly(file.get());
        List<String> wanted = List.of(target.host(), Integer.toString(target.port()), target.database(), target.user());
        return read(file.get()).stream()
                .filter(line -> !line.startsWith("#"))
                .map(PasswordSource::fields)
                .filter(fields -> fields.size() == 5 && matches(fields, wanted))
                .findFirst()
                .map(fields -> new Password(fields.get(4)));
    }

    private static boolean matches(List<String> fields, List<String> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (!fields.get(i).equals("*") && !fields.get(i).equals(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** host:port:database:user:password, with backslash before a colon or backslash that belongs to a field. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length()) {
                field.append(line.charAt(++i));
            } else if (c == ':' && fields.size() < 4) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    /** libpq ignores a file that others may read, and says so; here it is an error, because nobody reads warnings. */
    private static void ownerOnly(Path file) throws SnapshotException {
        try {
            Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
            if (modes.stream().anyMatch(mode -> !mode.name().startsWith("OWNER"))) {
                throw new SnapshotException(
                        SnapshotException.Reason.USAGE,
                        file + ": others may read this password file. Run chmod 600 on it.");
            }
        } catch (UnsupportedOperationException | IOException e) {
            // A file system without modes cannot say who may read.
        }
    }

    private static List<String> read(Path file) throws SnapshotException {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new SnapshotException(
                    SnapshotException.Reason.USAGE,
                    file + ": the password file cannot be read. Check its path and permissions.");
        }
    }
}
