package dev.lockkeeper.pg;

/** An inclusive range of PostgreSQL majors, written {@code 12-18}, {@code 12+} or {@code -10}. */
public record VersionRange(int first, int last) {
    public static final VersionRange ALL = new VersionRange(PgVersion.OLDEST_LINTED, PgVersion.NEWEST);

    public VersionRange {
        if (first > last) {
            throw new IllegalArgumentException("empty version range " + first + "-" + last);
        }
    }

    /** Reads the spelling of rule cards; {@code all} is every major the linter knows. */
    public static VersionRange parse(String text) {
        String range = text.strip();
        if (range.equals("all")) {
            return ALL;
        }
        if (range.endsWith("+")) {
            return new VersionRange(Integer.parseInt(range.substring(0, range.length() - 1)), PgVersion.NEWEST);
        }
        int dash = range.indexOf('-');
        if (dash < 0) {
            int only = Integer.parseInt(range);
            return new VersionRange(only, only);
        }
        int from = dash == 0 ? PgVersion.OLDEST_LINTED : Integer.parseInt(range.substring(0, dash));
        return new VersionRange(from, Integer.parseInt(range.substring(dash + 1)));
    }

    public boolean contains(PgVersion version) {
        return version.major() >= first && version.major() <= last;
    }
}
