package dev.lockkeeper.dryrun;

import dev.lockkeeper.context.ServerFacts;
import dev.lockkeeper.dryrun.shadow.Rows;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** In what a shadow database is another server than production, as far as the context says: collation and extensions. */
public final class ServerDifferences {
    /** How a difference in sorting begins. */
    public static final String COLLATION = "Collation: ";

    private static final int FIRST_WITH_PROVIDER = 15;
    private static final int FIRST_WITH_BUILTIN = 17;

    private ServerDifferences() {}

    static List<String> of(ShadowDatabase shadow, ServerFacts production) throws SQLException {
        List<String> differences = new ArrayList<>();
        try (Connection observer = shadow.observer()) {
            if (production.locale().isPresent()) {
                differences.addAll(
                        collation(observer, shadow.major(), production.locale().get()));
            }
            Map<String, String> here = new TreeMap<>();
            Rows.query(observer, "SELECT extname, extversion FROM pg_catalog.pg_extension")
                    .forEach(row -> here.put(row.get(0), row.get(1)));
            new TreeMap<>(production.extensionVersions()).forEach((name, version) -> {
                String found = here.get(name);
                if (found == null) {
                    differences.add("Extension " + name + " " + version + " is not there.");
                } else if (!found.equals(version)) {
                    differences.add("Extension " + name + " is " + found + " there, " + version + " in production.");
                }
            });
        }
        return differences;
    }

    private static List<String> collation(Connection observer, int major, ServerFacts.Locale production)
            throws SQLException {
        String icu = major >= FIRST_WITH_BUILTIN ? "datlocale" : major >= FIRST_WITH_PROVIDER ? "daticulocale" : "NULL";
        List<String> row = Rows.query(
                        observer,
                        "SELECT pg_catalog.pg_encoding_to_char(encoding), coalesce(" + icu + ", datcollate), "
                                + (major >= FIRST_WITH_PROVIDER
                                        ? "CASE datlocprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END, coalesce(datcollversion, '')"
                                        : "'libc', ''")
                                + " FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()")
                .getFirst();
        boolean same = same(production.encoding(), row.get(0))
                && same(production.collation(), row.get(1))
                && same(production.provider(), row.get(2))
                && (row.get(3).isEmpty() || same(production.collationVersion(), row.get(3)));
        return same
                ? List.of()
                : List.of(COLLATION + "production has "
                        + words(
                                production.encoding().orElse(""),
                                production.collation().orElse(""),
                                production.provider().orElse(""),
                                production.collationVersion().orElse(""))
                        + ", this server " + words(row.get(0), row.get(1), row.get(2), row.get(3))
                        + ": sort order, text indexes and case rules may differ.");
    }

    private static boolean same(Optional<String> production, String here) {
        return production.isEmpty() || production.get().equals(here);
    }

    private static String words(String encoding, String collation, String provider, String version) {
        return (encoding + " " + collation + " (" + provider + (version.isEmpty() ? "" : ", version " + version) + ")")
                .strip()
                .replace(" ()", "");
    }
}
