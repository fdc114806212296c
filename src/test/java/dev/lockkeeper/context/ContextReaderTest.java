package dev.lockkeeper.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.pg.TableSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextReaderTest {
    private static final QualifiedName ORDERS = QualifiedName.of("public", "orders");

    private static ProductionContext read(String json) throws ContextException {
        return ContextReader.read("prod.json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code ~} is a new line; place, and what the message must say after it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # broken JSON
            ``                                                          | prod.json:1:1:   | the file is empty
            {                                                           | prod.json:1:2:   | ends in the middle
            {"postgres_version": "16",~ "tables": {"orders": {"ro       | prod.json:2:27:  | ends in the middle
            {"postgres_version": "16"~ "tables": {}}                    | prod.json:2:2:   | not JSON: Unexpected character ('"'
            {"postgres_version": "16"} x                                | prod.json:1:28:  | not JSON: Unrecognized token 'x'
            []                                                          | prod.json:1:1:   | here belongs an object
            # keys
            {}                                                          | prod.json:1:2:   | the key "postgres_version" is missing; it decides every rule
            {"postgres_version": "16",~ "tabels": {}}                   | prod.json:2:12:  | at tabels: unknown key "tabels". Correct the spelling or remove it; known keys here: captured_at,
            {"postgres_version": "16",~ "tables": {"orders": {~  "rowz": 1}}} | prod.json:3:11: | at tables.orders.rowz: unknown key "rowz"
            {"postgres_version": "16",~ "postgres_version": "12"}       | prod.json:2:20:  | the key "postgres_version" stands twice
            {"postgres_version": "16", "tables": {"orders": {},~ "public.orders": {}}} | prod.json:2:2: | "public.orders" and "orders" are the same table
            {"postgres_version": "16", "workload": [{"query": "x"},~ {"calls": 1}]} | prod.json:2:2: | at workload[1]: the key "query" is missing
            {"postgres_version": "16", "schema": "",~ "schema_file": "a"} | prod.json:2:17: | schema_file and schema are both given
            # types
            {"postgres_version":~ 16}                                   | prod.json:2:2:   | at postgres_version: here belongs a text
            {"postgres_version": "16",~ "tables": []}                   | prod.json:2:12:  | at tables: here belongs an object
            {"postgres_version": "16", "tables": {"orders": {"rows":~ "5"}}} | prod.json:2:2: | at tables.orders.rows: here belongs a whole number
            {"postgres_version": "16", "tables": {"orders": {"rows":~ 5.7}}} | prod.json:2:2: | at tables.orders.rows: here belongs a whole number
            {"postgres_version": "16", "tables": {"orders": {"reads_per_second":~ "NaN"}}} | prod.json:2:2: | at tables.orders: reads_per_second is NaN, but must be a finite number
            {"postgres_version": "16", "tables": {"orders": {"rows":~ 99999999999999999999}}} | prod.json:2:2: | at tables.orders.rows: Numeric value (99999999999999999999) out of range
            {"postgres_version": "16", "workload":~ null}               | prod.json:2:2:   | null says nothing; leave the key out
            {"postgres_version": "16", "workload": [~null]}             | prod.json:2:1:   | null says nothing
            {"postgres_version": "16", "settings": {"lock_timeout":~ 5}} | prod.json:2:2:  | at settings.lock_timeout: here belongs a text
            {"postgres_version": "16", "captured_at":~ 5}               | prod.json:2:2:   | at captured_at: here belongs a time with its offset
            {"postgres_version": "16", "captured_at":~ "yesterday"}     | prod.json:2:2:   | at captured_at: here belongs a time with its offset
            {"postgres_version": "16", "deployment": {"style":~ "blue"}} | prod.json:2:2:  | at deployment.style: here belongs one of "rolling", "stop_the_world"
            {"postgres_version": "16", "deployment": {"critical_tables": [~5]}} | prod.json:2:1: | at deployment.critical_tables[0]: here belongs a name
            {"postgres_version": "16", "tables": {~"a.b.c": {}}}        | prod.json:2:1:   | "a.b.c" is not a name; write orders
            {"postgres_version": "16", "sessions": [{"query": "x", "state": "active"}]} | prod.json:1:41: | at sessions[0]: the key "duration_millis" is missing
            # numbers that cannot be true
            {"postgres_version":~ "sixteen"}                            | prod.json:2:2:   | postgres_version is "sixteen", but must start with a major
            {"postgres_version": "16", "tables": {"orders": {"rows":~ -2}}} | prod.json:2:2: | at tables.orders: rows is -2, but cannot be less than -1
            {"postgres_version": "16", "tables": {"orders": {~"heap_bytes": -5,~ "rows": 1}}} | prod.json:2:15: | heap_bytes is -5, but cannot be less than 0
            {"postgres_version": "16", "tables": {"orders": {"writes_per_second":~ 1e999}}} | prod.json:2:2: | writes_per_second is Infinity, but must be a finite number
            {"postgres_version": "16", "tables": {"orders": {"columns": {"id": {"null_fraction":~ 31}}}}} | prod.json:2:2: | at tables.orders.columns.id: null_fraction is 31.0, but must lie between 0 and 1
            {"postgres_version": "16", "connections": {"pool_size":~ -1}} | prod.json:2:2: | at connections: pool_size is -1
            {"postgres_version": "16", "database": {"port":~ 99999}}    | prod.json:2:2:   | port is 99999.0, but must lie between 1 and 65535
            {"postgres_version": "16", "captured_hour":~ 24}            | prod.json:2:2:   | captured_hour is 24.0, but must lie between 0 and 23
            """)
    void whatCannotBeUsedIsNamedWithItsPlace(String json, String place, String says) {
        assertThatThrownBy(() -> read(json.replace("~", "\n")))
                .isInstanceOf(ContextException.class)
                .message()
                .startsWith(place)
                .contains(says)
                .doesNotContain("Optional", "Deserial", "com.fasterxml");
    }

    @Test
    void aFileThatIsNotTextIsNamedWithThePlaceOfTheFirstBadByte() {
        byte[] binary = {'{', '\n', ' ', (byte) 0xff, (byte) 0xfe};
        assertThatThrownBy(() -> ContextReader.read("prod.json", binary))
                .hasMessageStartingWith("prod.json:2:2: not text in UTF-8. Name the JSON file");
        assertThatThrownBy(() -> ContextReader.read("prod.json", new byte[] {'{', 0}))
                .hasMessageStartingWith("prod.json:1:2: not text in UTF-8");
        assertThatThrownBy(() -> ContextReader.read("prod.json", new byte[] {'"', (byte) 0xe2, (byte) 0x82}))
                .as("cut in the middle of a character")
                .isInstanceOf(ContextException.class);
    }

    @Test
    void aFileThatIsNotThereIsNamed(@TempDir Path folder) {
        assertThatThrownBy(() -> ContextReader.read(folder.resolve("none.json")))
                .isInstanceOf(ContextException.class)
                .hasMessageContaining("none.json: cannot be read (no such file). Check the path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "public.orders", "\\\"orders\\\"", "public.\\\"orders\\\""})
    void oneTableHasManySpellings(String name) throws ContextException {
        ProductionContext context =
                read("{\"postgres_version\": \"16\", \"tables\": {\"" + name + "\": {\"rows\": 7}}}");
        assertThat(context.size(ORDERS).rows()).hasValue(7);
        assertThat(context.size(QualifiedName.of("orders")).rows()).hasValue(7);
        assertThat(context.size(QualifiedName.of("shop", "orders"))).isEqualTo(TableSize.NOT_KNOWN);
    }

    @Test
    void aDotInAQuotedNameIsPartOfIt() throws ContextException {
        ProductionContext context =
                read("{\"postgres_version\": \"16\", \"tables\": {\"Shop.\\\"a.\\\"\\\"b\\\"\": {\"rows\": 7}}}");
        assertThat(context.tables()).containsOnlyKeys(QualifiedName.of("Shop", "a.\"b"));
    }

    @Test
    void aContextWithNothingButAVersionKnowsNothingAndSaysSo() throws ContextException {
        ProductionContext context = read("{\"postgres_version\": \"12.11 (Debian 12.11-1)\"}");
        assertThat(context.version().major()).isEqualTo(12);
        assertThat(context.isNone()).isFalse();
        assertThat(context.size(ORDERS).band()).isEqualTo(TableSize.Band.UNKNOWN);
        assertThat(context.writesPerSecond(ORDERS)).isEmpty();
        assertThat(context.nullFraction(ORDERS, "id")).isEmpty();
        assertThat(context.longestQueriesOn(ORDERS)).isEmpty();
        assertThat(context.poolSize()).isEmpty();
        assertThat(context.server()).isEqualTo(ServerFacts.NOTHING);
        assertThat(ProductionContext.none(PgVersion.of(16)).isNone()).isTrue();
    }

    @Test
    void whoHoldsATableForLongIsFoundInSessionsAndWorkload() throws ContextException {
        ProductionContext context = read("""
                {"postgres_version": "16",
                 "sessions": [
                  {"query": "short", "duration_millis": 10, "state": "active", "relations": ["orders"]},
                  {"query": "report", "duration_millis": 600000, "state": "active", "relations": ["public.orders"], "application": "bi"},
                  {"query": "elsewhere", "duration_millis": 900000, "state": "active", "relations": ["users"]}],
                 "workload": [
                  {"query": "weekly", "max_millis": 410000.4, "tables": ["orders"], "columns": ["legacy_code"]},
                  {"query": "star", "max_millis": 5, "tables": ["orders"]},
                  {"query": "untimed", "tables": ["orders"], "columns": ["id"]}]}""");
        assertThat(context.longestQueriesOn(QualifiedName.of("orders")))
                .extracting(q -> q.query() + " " + q.durationMillis() + " " + q.running())
                .containsExactly("report 600000 true", "weekly 410000 false", "short 10 true", "star 5 false");
        assertThat(context.queriesUsing(ORDERS, Optional.of("legacy_code")))
                .extracting(WorkloadQuery::query)
                .as("a query without columns counts for every column")
                .containsExactly("weekly", "star");
    }

    @Test
    void mapsKeepTheOrderOfTheFileSoThatReportsAreTheSameInEveryRun() throws ContextException {
        ProductionContext context = read("""
                {"postgres_version": "16", "tables": {"z": {}, "a": {}, "m": {}, "b": {}, "y": {}},
                 "settings": {"work_mem": "4MB", "TimeZone": "UTC", "lock_timeout": "0"}}""");
        assertThat(context.tables().keySet()).extracting(QualifiedName::name).containsExactly("z", "a", "m", "b", "y");
        assertThat(context.settings().keySet()).containsExactly("work_mem", "TimeZone", "lock_timeout");
        assertThatThrownBy(() -> context.settings().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void theDigestIsThatOfTheExactBytes(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("c.json"),
                "{\"postgres_version\":\"16\",\"captured_at\":\"2026-11-20T09:00:00+01:00\"}");
        assertThat(ContextReader.read(file).digest())
                .isEqualTo("64070f946906e4a9b840a5ad63726ece97b242f140f7c4f09eb6a61c3647bb46");
        assertThat(ContextReader.read(file).capturedAt()).contains(Instant.parse("2026-11-20T08:00:00Z"));
        assertThat(read("{\"postgres_version\":\"16\"} ").digest())
                .isNotEqualTo(read("{\"postgres_version\":\"16\"}").digest());
    }

    @Test
    void reltuplesOfMinusOneIsNotKnownAndNotSmall() throws ContextException {
        ProductionContext context =
                read("{\"postgres_version\": \"16\", \"tables\": {\"orders\": {\"rows\": -1, \"heap_bytes\": 8192}}}");
        assertThat(context.size(ORDERS).band()).isEqualTo(TableSize.Band.UNKNOWN);
        assertThat(context.tables().values()).extracting(TableFacts::indexScans).isEqualTo(List.of(java.util.Map.of()));
    }
}
