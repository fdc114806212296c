package dev.lockkeeper.dryrun.shadow;

/**
 * Encoding, collation and their provider as production has them ({@code pg_database.encoding}, {@code datcollate} or
 * the provider's locale).
 */
public record DatabaseLocale(String encoding, Provider provider, String name) {
    /** PostgreSQL's collation providers: libc everywhere, ICU from 15 on as a database default, builtin from 17 on. */
    public enum Provider {
        LIBC,
        ICU,
        BUILTIN
    }

    /** What a server gets when nothing is known: it exists on every Linux and sorts by code point. */
    public static final DatabaseLocale DEFAULT = new DatabaseLocale("UTF8", Provider.LIBC, "C.UTF-8");

    public DatabaseLocale {
        if (!encoding.matches("[A-Za-z0-9_-]{1,40}")) {
            throw new IllegalArgumentException("not an encoding: " + encoding);
        }
        if (!name.matches("[A-Za-z0-9_.@-]{1,80}") || name.startsWith("-")) {
            throw new IllegalArgumentException("not a locale: " + name);
        }
    }

    boolean supportedBy(int major) {
        return switch (provider) {
            case LIBC -> true;
            case ICU -> major >= 15;
            case BUILTIN -> major >= 17;
        };
    }

    @Override
    public String toString() {
        return encoding + "/" + (provider == Provider.LIBC ? "" : provider + " ") + name;
    }
}
