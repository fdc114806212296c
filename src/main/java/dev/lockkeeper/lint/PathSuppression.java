package dev.lockkeeper.lint;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A suppression that {@code lockkeeper.yaml} gives to files by a glob ({@code db/2019/**}), with its reason and the last
 * day on which it holds.
 */
public record PathSuppression(String code, String glob, String reason, Optional<LocalDate> until) {
    public PathSuppression {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("the suppression of " + code + " gives no reason");
        }
        matcher(glob);
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    /** {@code name} is the file as the user named it; a glob without folders is about the file name alone. */
    public boolean covers(String name) {
        Path path = Path.of(name).normalize();
        PathMatcher matcher = matcher(glob);
        Path file = path.getFileName();
        return matcher.matches(path)
                || (path.isAbsolute() && matcher(("**/" + glob)).matches(path))
                || (!glob.contains("/") && file != null && matcher.matches(file));
    }

    public boolean expired(LocalDate today) {
        return until.map(today::isAfter).orElse(false);
    }
}
