package dev.lockkeeper.dryrun.shadow;

import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator says about production's extensions.
 *
 * @param allowed extensions to create where the server has them, although they are not on Lockkeeper's own list of safe ones
 * @param stubMissing whether types and functions of extensions that are not created get stand-ins
 */
public record ExtensionPolicy(Set<String> allowed, boolean stubMissing) {
    /** They read and write files, reach other servers, look into pages, or run any program: no policy lets them in. */
    private static final Set<String> NEVER = Set.of(
            "adminpack",
            "dblink",
            "file_fdw",
            "http",
            "pageinspect",
            "pg_cron",
            "pg_net",
            "pg_surgery",
            "pg_visibility",
            "plperlu",
            "plpython2u",
            "plpython3u",
            "plpythonu",
            "plr",
            "plsh",
            "pltclu",
            "postgres_fdw",
            "postgis_raster");

    /** Only the list of safe ones, and no stand-ins; below {@code NEVER}, which the constructor reads. */
    public static final ExtensionPolicy DEFAULT = new ExtensionPolicy(Set.of(), false);

    public ExtensionPolicy {
        allowed = Set.copyOf(allowed);
        Set<String> refused = new TreeSet<>(allowed);
        refused.retainAll(NEVER);
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(
                    "shadow.extensions: never created in a dry run, because hostile SQL could"
                            + " leave the server through them: " + String.join(", ", refused));
        }
    }

    boolean creates(String extension) {
        return SafeExtensions.NAMES.contains(extension) || allowed.contains(extension);
    }
}
