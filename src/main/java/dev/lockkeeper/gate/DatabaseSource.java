package dev.lockkeeper.gate;

import dev.lockkeeper.context.Declared;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where what is known of a database comes from, and which database it must be.
 *
 * @param name its key under {@code databases} of {@code lockkeeper.yaml}; empty for the unnamed one
 * @param context the context file to use when none is named on the command line
 * @param url where {@code snapshot} and {@code preflight} connect; never holds a password
 * @param replicaUrl where counting queries go instead, and whose workload {@code snapshot} adds
 * @param passwordFile a file with the password and nothing else
 * @param database {@code current_database()} that the context must be of
 * @param systemIdentifier {@code pg_control_system().system_identifier} that the context must be of
 */
public record DatabaseSource(
        Optional<String> name,
        Optional<Path> context,
        Optional<String> url,
        Optional<String> replicaUrl,
        Optional<Path> passwordFile,
        Optional<String> database,
        Optional<String> systemIdentifier,
        Declared declared) {
    public static final DatabaseSource UNKNOWN = new DatabaseSource(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Declared.NOTHING);

    /** The command that captures the context anew. */
    public String captureCommand() {
        if (name.isPresent() && url.isPresent()) {
            return "lockkeeper snapshot --database " + name.get();
        }
        return "lockkeeper snapshot --url " + url.orElse("postgres://USER@HOST/DATABASE") + " -o "
                + context.map(Path::toString).orElse("production.json");
    }
}
