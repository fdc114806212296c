package dev.lockkeeper.context.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.context.WorkloadQuery;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the tables public.orders, app.orders and public.items a query is about. */
class QueryTablesTest {
    private static final Set<QualifiedName> KNOWN = Set.of(
            QualifiedName.of("public", "orders"),
            QualifiedName.of("app", "orders"),
            QualifiedName.of("public", "items"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM items WHERE id = $1                                  | public.items",
                "SELECT * FROM orders                                               | app.orders public.orders",
                "SELECT * FROM app.orders o JOIN items i ON i.order_id = o.id       | app.orders public.items",
                "WITH orders AS (SELECT id FROM items) SELECT * FROM orders         | public.items",
                "DELETE FROM public.orders WHERE id IN (SELECT order_id FROM items) | public.items public.orders",
                "SELECT now()                                                       | ''",
                "COPY orders FROM STDIN                                             | ''",
            })
    void namesAreFound(String query, String tables) {
        WorkloadQuery bare = new WorkloadQuery(
                query,
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(QueryTables.named(List.of(bare), KNOWN).getFirst().tables().stream()
                        .map(QualifiedName::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(tables);
    }
}
