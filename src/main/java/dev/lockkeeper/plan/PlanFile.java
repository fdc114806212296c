package dev.lockkeeper.plan;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file of the plan as it is signed and written: path relative to the plan's folder, exact text.
 * {@code phase} is its phase; a rollback file takes back phases {@code phase} and later ones of the same deploy.
 */
public record PlanFile(String path, int phase, boolean rollback, String text) {
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The rollback file of a phase, when there is one. */
    public static Optional<PlanFile> rollbackOf(Iterable<PlanFile> files, int phase) {
        for (PlanFile file : files) {
            if (file.rollback() && file.phase() == phase) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
