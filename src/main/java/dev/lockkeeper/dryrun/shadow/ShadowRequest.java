package dev.lockkeeper.dryrun.shadow;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a dry run needs of its server.
 *
 * @param major production's major version, 12 to 18
 * @param database name of the database, as production calls it
 * @param stubRoles production's owners and grantees; they exist without login and the migrator is their member
 * @param extensions created before the migrator may connect, if they are on the list of safe ones
 * @param locale encoding and collation wanted; a substitute is named in the differences
 * @param settings production's settings that a session can see (lock_timeout, search_path, TimeZone, …)
 * @param limits what the server may use
 */
public record ShadowRequest(
        int major,
        String database,
        Set<String> stubRoles,
        List<ShadowExtension> extensions,
        DatabaseLocale locale,
        Map<String, String> settings,
        ShadowLimits limits) {
    /** The oldest and the newest major for which a dry run exists. */
    public static final int OLDEST_MAJOR = 12;

    public static final int NEWEST_MAJOR = 18;

    public ShadowRequest {
        if (major < OLDEST_MAJOR || major > NEWEST_MAJOR) {
            throw new IllegalArgumentException("dry runs exist for PostgreSQL 12 to 18, not " + major);
        }
        if (database.isEmpty() || database.equals("template0") || database.equals("template1")) {
            throw new IllegalArgumentException("not a name for a database: " + database);
        }
        stubRoles = Set.copyOf(stubRoles);
        extensions = List.copyOf(extensions);
        settings = Map.copyOf(settings);
        for (String role : stubRoles) {
            if (role.isEmpty() || Roles.OURS.contains(role)) {
                throw new IllegalArgumentException("a role of this name cannot be stubbed: '" + role + "'");
            }
        }
    }

    /** A plain database of this major: no stub roles, no extensions, default locale and limits. */
    public static ShadowRequest forMajor(int major) {
        return new ShadowRequest(
                major, "postgres", Set.of(), List.of(), DatabaseLocale.DEFAULT, Map.of(), ShadowLimits.DEFAULT);
    }

    /** The same with these roles. */
    public ShadowRequest withStubRoles(Set<String> other) {
        return new ShadowRequest(major, database, other, extensions, locale, settings, limits);
    }

    /** The same with these extensions. */
    public ShadowRequest withExtensions(List<ShadowExtension> other) {
        return new ShadowRequest(major, database, stubRoles, other, locale, settings, limits);
    }

    /** The same with this locale. */
    public ShadowRequest withLocale(DatabaseLocale other) {
        return new ShadowRequest(major, database, stubRoles, extensions, other, settings, limits);
    }

    /** The same with these settings. */
    public ShadowRequest withSettings(Map<String, String> other) {
        return new ShadowRequest(major, database, stubRoles, extensions, locale, other, limits);
    }

    /** The same with these limits. */
    public ShadowRequest withLimits(ShadowLimits other) {
        return new ShadowRequest(major, database, stubRoles, extensions, locale, settings, other);
    }

    /** The same with this database name. */
    public ShadowRequest withDatabase(String other) {
        return new ShadowRequest(major, other, stubRoles, extensions, locale, settings, limits);
    }
}
