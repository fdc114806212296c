package dev.lockkeeper.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.dryrun.shadow.PlainServer;
import dev.lockkeeper.pg.QualifiedName;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for the leftover of an interrupted REINDEX CONCURRENTLY, and what belongs to others. */
class CatalogChecksTest {
    private static final String LONG = "a_name_that_is_so_long_that_postgresql_must_cut_it_for_a_suffix";

    @ParameterizedTest
    @ValueSource(ints = {12, 16, 18})
    void onlyTheLeftoversOfThisTableOrIndex(int major) throws Exception {
        try (PlainServer server = PlainServer.start(major, Map.of());
                Connection connection = server.admin("postgres")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("""
                        CREATE TABLE orders (id bigint, status text);
                        CREATE TABLE other (id bigint);
                        CREATE INDEX orders_id ON orders (id);
                        CREATE INDEX orders_id_ccnew ON orders (id);
                        CREATE INDEX orders_id_ccold1 ON orders (id);
                        CREATE INDEX orders_status ON orders (status);
                        CREATE INDEX orders_status_ccnew ON orders (status);
                        CREATE INDEX orders_ccnew ON orders (status);
                        CREATE INDEX other_id_ccnew ON other (id);
                        CREATE INDEX valid_ccnew ON orders (id);
                        CREATE INDEX a_name_that_is_so_long_that_postgresql_must_cut_it_for_a_suffix ON orders (id);
                        CREATE INDEX a_name_that_is_so_long_that_postgresql_must_cut_it_for_a__ccnew ON orders (id);
                        UPDATE pg_index SET indisvalid = false WHERE indexrelid IN (SELECT oid FROM pg_class
                            WHERE relname ~ '_cc(new|old)' AND relname <> 'valid_ccnew')""");
            }
            CatalogChecks checks = new CatalogChecks(connection);
            assertThat(checks.reindexLeftovers(name("orders_id")))
                    .containsExactly("public.orders_id_ccnew", "public.orders_id_ccold1");
            assertThat(checks.reindexLeftovers(name("orders_status"))).containsExactly("public.orders_status_ccnew");
            assertThat(checks.reindexLeftovers(name(LONG)))
                    .containsExactly("public.a_name_that_is_so_long_that_postgresql_must_cut_it_for_a__ccnew");
            assertThat(checks.reindexLeftovers(name("orders")))
                    .contains("public.orders_id_ccnew", "public.orders_ccnew")
                    .doesNotContain("public.other_id_ccnew", "public.valid_ccnew");
            assertThat(checks.reindexLeftovers(name("nothing"))).isEmpty();
        }
    }

    private static QualifiedName name(String name) {
        return QualifiedName.of("public", name);
    }
}
