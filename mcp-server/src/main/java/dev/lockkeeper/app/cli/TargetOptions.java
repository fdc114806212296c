package dev.lockkeeper.app.cli;

import dev.lockkeeper.context.snapshot.PasswordSource;
import dev.lockkeeper.context.snapshot.SnapshotException;
import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.context.snapshot.TargetReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which database a command works in; the password never stands on the command line. */
final class TargetOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            required = true,
            description = "postgres://user@host:5432/database. Password: PGPASSWORD, ~/.pgpass or --password-file.")
    private Optional<String> url = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file whose first line is the password.")
    private Optional<Path> passwordFile = Optional.empty();

    Target target(Map<String, String> environment) throws SnapshotException {
        return new PasswordSource(environment)
                .complete(
                        new TargetReader(environment)
                                .read(new TargetReader.Given(
                                        url, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())),
                        passwordFile);
    }
}
