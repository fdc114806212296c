package dev.lockkeeper.gate;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Production's rows for dry runs, as the operator's configuration names them.
 *
 * @param backup a dump to be restored
 * @param anonymize masking rules for it
 * @param cloneUrl URL of a disposable copy, without a password; its configuration says that it is disposable
 */
public record ShadowData(Optional<Path> backup, Optional<Path> anonymize, Optional<String> cloneUrl) {
    public static final ShadowData NONE = new ShadowData(Optional.empty(), Optional.empty(), Optional.empty());
}
