package dev.lockkeeper.pg;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PostgreSQL server version as production reports it: the major decides every rule, the text is
 * shown to people ({@code 16.6}). Majors 10 to 18 are known to the linter; 12 to 18 can be dry-run.
 */
public record PgVersion(int major, String text) implements Comparable<PgVersion> {
    public static final int OLDEST_LINTED = 10;
    public static final int OLDEST_DRY_RUN = 12;
    public static final int NEWEST = 18;
    private static final Pattern LEADING_MAJOR = Pattern.compile("(\\d{1,3})(\\D.*)?");

    public PgVersion {
        if (major < 1) {
            throw new IllegalArgumentException("not a PostgreSQL major version: " + major);
        }
    }

    public static PgVersion of(int major) {
        return new PgVersion(major, Integer.toString(major));
    }

    /** Reads {@code 16}, {@code 16.6} or {@code 16.6 (Debian …)}; refuses text that does not start with a number. */
    public static PgVersion parse(String text) {
        Matcher matcher = LEADING_MAJOR.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a PostgreSQL version: " + text);
        }
        return new PgVersion(Integer.parseInt(matcher.group(1)), text.strip());
    }

    public boolean atLeast(int otherMajor) {
        return major >= otherMajor;
    }

    public boolean lintable() {
        return major >= OLDEST_LINTED && major <= NEWEST;
    }

    public boolean dryRunnable() {
        return major >= OLDEST_DRY_RUN && major <= NEWEST;
    }

    @Override
    public int compareTo(PgVersion other) {
        return Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
        return text;
    }
}
