package dev.lockkeeper.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.UnsealedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code builtins.tsv} is what the servers' catalogs say. With {@code LOCKKEEPER_MEASURE=write} it is written anew from
 * the majors of {@code LOCKKEEPER_MAJORS}, which should then be all of them.
 */
class BuiltInsTest {
    private static final Path FILE = Path.of("main/resources/dev/lockkeeper/effect/measured/builtins.tsv");
    private static final String ANY_OVERLOAD_VOLATILE =
            "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND provolatile = 'v'";
    private static final String FACTS = """
            SELECT 'function' || chr(9) || proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f'
              AND prorettype <> 'internal'::regtype AND NOT proname ~ '^(pg_stat_|binary_upgrade|RI_FKey|ts_debug)'
            UNION SELECT 'cast' || chr(9) || s.typname || ' ' || t.typname FROM pg_cast c
              JOIN pg_type s ON s.oid = castsource JOIN pg_type t ON t.oid = casttarget WHERE castmethod = 'b' AND c.oid < 16384
            UNION SELECT 'type' || chr(9) || typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace
              AND typtype IN ('b', 'r', 'm') AND typcategory <> 'A'
            """;

    @Test
    void factsAreTheServers() throws Exception {
        boolean write = "write".equals(System.getenv("LOCKKEEPER_MEASURE"));
        Set<String> facts = new TreeSet<>();
        Set<String> volatiles = new TreeSet<>();
        for (int major : Bench.majors()) {
            try (UnsealedServer server = UnsealedServer.start(major);
                    Connection connection = server.connect()) {
                Sql.rows(connection, FACTS).forEach(row -> facts.add(row.getFirst()));
                Sql.rows(connection, ANY_OVERLOAD_VOLATILE)
                        .forEach(row -> volatiles.add("function\t" + row.getFirst()));
            }
        }
        facts.removeAll(volatiles);
        if (write) {
            Files.writeString(
                    FILE,
                    facts.stream()
                            .map(fact -> fact + '\n')
                            .collect(Collectors.joining(
                                    "",
                                    "# Read from the catalogs of PostgreSQL 12 to 18 by BuiltInsTest; do not edit.\n",
                                    "")));
            return;
        }
        List<String> known = Files.readAllLines(FILE);
        assertThat(known)
                .as("facts of these servers")
                .containsAll(facts.stream()
                        .filter(fact -> !fact.startsWith("function"))
                        .toList());
        assertThat(known).as("volatile on one of these servers").doesNotContainAnyElementsOf(volatiles);
    }
}
