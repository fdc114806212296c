package dev.lockkeeper.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.rule.Bench;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Few rows are promised only where the key is compared with constants and nothing turns that round. */
class RowEstimateTest {
    private static final Bench BENCH = new Bench();

    private static Effect.WritesRows orders(String update) {
        return BENCH.analyse(update, 16, List.of(), List.of())
                .statements()
                .getFirst()
                .first(Effect.WritesRows.class)
                .orElseThrow();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id = 7 | 1",
                "id = 7::bigint | 1",
                "orders.id = 7 AND status IS NOT NULL | 1",
                "public.orders.id=7 | 1",
                "\"id\" = '7' | 1",
                "id IN (1, 2, 3) | 3",
                "status = 'a' AND id BETWEEN 1 AND 500 | 500"
            })
    void keysAreCounted(String where, long rows) {
        assertThat(orders("UPDATE orders SET status = 'x' WHERE " + where).rows())
                .isEqualTo(OptionalLong.of(rows));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "NOT (id = 7)",
                "NOT id = 7",
                "(id = 7) IS FALSE",
                "NOT (amount > 0 AND id = 7 AND amount < 9)",
                "id = 7 OR amount > 0",
                "id <> 7",
                "id >= 7",
                "id NOT IN (1, 2)",
                "status = 'id = 7'",
                "status = E'\\' AND id = 7 AND x = \\''",
                "status = 'a' -- AND id = 7 AND\n",
                "customer_id = 7",
                "id = number"
            })
    void anythingElseWasNotCounted(String where) {
        Effect.WritesRows writes = orders("UPDATE orders SET status = 'x' WHERE " + where);
        assertThat(writes.rows()).isEmpty();
        assertThat(writes.whole()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"u.id = 7", "u.id = 7 AND o.user_id = u.id"})
    void theKeyOfAnotherTableCountsNothing(String where) {
        assertThat(orders("UPDATE orders o SET status = 'x' FROM users u WHERE " + where)
                        .rows())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"o.id = 7", "o.id = 7 AND o.user_id = u.id"})
    void theKeyBehindTheAliasCounts(String where) {
        assertThat(orders("UPDATE orders o SET status = 'x' FROM users u WHERE " + where)
                        .rows())
                .hasValue(1);
    }
}
