package dev.lockkeeper.rule;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.context.ContextException;
import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.effect.Framework;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an example's {@code -- given:} lines change in production.json, clause by clause:
 * {@code orders 40000000 rows, 8 GB} · {@code orders of unknown size} · {@code orders 300 reads/s, 50 writes/s} ·
 * {@code postgres 12} · {@code framework flyway} · {@code pool 100} · {@code time zone Europe/Berlin} ·
 * {@code running query on orders 600 s} · {@code orders.status used by SELECT …} · {@code usage covers 40 days} ·
 * {@code disk free 9 GB} · {@code window Sat 22-02} · {@code setting NAME VALUE} · {@code replica NAME} ·
 * {@code slot of NAME keeps 40 GB} · {@code sequence S fills orders.number integer, 90 days left} ·
 * {@code invariant orders.status default 'pending'} · {@code invariant orders.channel one of web, shop} ·
 * {@code invariant orders.amount never null} · {@code orders.status mostly pending} ·
 * {@code orders used by SELECT … for 600 s} · {@code publication P of orders} · {@code publication P of all tables} ·
 * {@code subscription S} · {@code index I of orders scanned 500 times} · {@code sequence S at 1000} ·
 * {@code transaction age 1500000000} · {@code default privileges ALTER …} · {@code invalid index orders_status} ·
 * {@code session idle in transaction for 600 s} · {@code 2 prepared transactions} · {@code a rollback}.
 */
final class Given {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Clause> CLAUSES = List.of(
            new Clause("(\\w+) (\\d+) rows(?:, (\\d+) (MB|GB))?", (given, m) -> {
                ObjectNode table = given.table(m.group(1)).put("rows", Long.parseLong(m.group(2)));
                table.remove("heap_bytes");
                if (m.group(3) != null) {
                    table.put(
                            "heap_bytes",
                            Long.parseLong(m.group(3)) << (m.group(4).equals("GB") ? 30 : 20));
                }
            }),
            new Clause(
                    "(\\w+) of unknown size",
                    (given, m) -> given.table(m.group(1)).put("rows", -1).remove("heap_bytes")),
            new Clause(
                    "(\\w+) (\\d+) reads/s, (\\d+) writes/s",
                    (given, m) -> given.table(m.group(1))
                            .put("reads_per_second", Integer.parseInt(m.group(2)))
                            .put("writes_per_second", Integer.parseInt(m.group(3)))),
            new Clause("postgres (\\d+)", (given, m) -> given.major = Optional.of(Integer.parseInt(m.group(1)))),
            new Clause("framework (\\S+)", (given, m) -> given.framework = Framework.parse(m.group(1))),
            new Clause(
                    "pool (\\d+)",
                    (given, m) ->
                            given.context.withObject("/connections").put("pool_size", Integer.parseInt(m.group(1)))),
            new Clause(
                    "time zone (\\S+)",
                    (given, m) -> given.context.withObject("/settings").put("TimeZone", m.group(1))),
            new Clause(
                    "running query on (\\w+) (\\d+) s",
                    (given, m) -> given.context
                            .withArray("/sessions")
                            .addObject()
                            .put("query", "SELECT count(*) FROM " + m.group(1))
                            .put("duration_millis", Long.parseLong(m.group(2)) * 1000)
                            .put("state", "active")
                            .put("blocked", false)
                            .putArray("relations")
                            .add(m.group(1))),
            new Clause(
                    "(\\w+) used by (.+) for (\\d+) s",
                    (given, m) -> given.context
                            .withArray("/workload")
                            .addObject()
                            .put("query", m.group(2))
                            .put("max_millis", Long.parseLong(m.group(3)) * 1000)
                            .putArray("tables")
                            .add(m.group(1))),
            new Clause("(\\w+)(?:\\.(\\w+))? used by (.+)", (given, m) -> {
                ObjectNode query =
                        given.context.withArray("/workload").addObject().put("query", m.group(3));
                query.putArray("tables").add(m.group(1));
                if (m.group(2) != null) {
                    query.putArray("columns").add(m.group(2));
                }
            }),
            new Clause(
                    "usage covers (\\d+) days",
                    (given, m) ->
                            given.context.withObject("/usage_coverage").put("days", Integer.parseInt(m.group(1)))),
            new Clause(
                    "disk free (\\d+) GB",
                    (given, m) -> given.context
                            .withObject("/deployment")
                            .put("disk_free_bytes", Long.parseLong(m.group(1)) << 30)),
            new Clause(
                    "window (.+)",
                    (given, m) -> given.context.withObject("/deployment").put("window", m.group(1))),
            new Clause(
                    "setting (\\w+) (.+)",
                    (given, m) -> given.context.withObject("/settings").put(m.group(1), m.group(2))),
            new Clause("replica (\\S+)", (given, m) -> given.replica(m.group(1))),
            new Clause(
                    "slot of (\\S+) keeps (\\d+) GB",
                    (given, m) -> given.replica(m.group(1)).put("wal_kept_bytes", Long.parseLong(m.group(2)) << 30)),
            new Clause(
                    "sequence (\\w+) fills (\\w+)\\.(\\w+) (\\w+), (\\d+) days left",
                    (given, m) -> given.context
                            .withObject("/server")
                            .withArray("sequences")
                            .addObject()
                            .put("sequence", m.group(1))
                            .put("table", m.group(2))
                            .put("column", m.group(3))
                            .put("column_type", m.group(4))
                            .put("days_to_overflow", Integer.parseInt(m.group(5)))),
            new Clause(
                    "invariant (\\w+)\\.(\\w+) default (.+)",
                    (given, m) -> given.invariant(m, "the default is declared").put("default_value", m.group(3))),
            new Clause("invariant (\\w+)\\.(\\w+) one of (.+)", (given, m) -> {
                ArrayNode values = given.invariant(m, "the values are declared").putArray("allowed_values");
                List.of(m.group(3).split(", ")).forEach(values::add);
            }),
            new Clause(
                    "invariant (\\w+)\\.(\\w+) never null",
                    (given, m) -> given.invariant(m, "NULL is never right").put("never_null", true)),
            new Clause("(\\w+)\\.(\\w+) mostly (.+)", (given, m) -> {
                ObjectNode column =
                        given.table(m.group(1)).withObject("/columns").withObject("/" + m.group(2));
                column.putArray("common_values").add(m.group(3)).add("other");
                column.putArray("common_shares").add(0.7).add(0.2);
            }),
            new Clause(
                    "publication (\\w+) of all tables",
                    (given, m) -> given.publication(m.group(1)).put("all_tables", true)),
            new Clause(
                    "publication (\\w+) of (\\w+)",
                    (given, m) ->
                            given.publication(m.group(1)).putArray("tables").add(m.group(2))),
            new Clause(
                    "subscription (\\w+)",
                    (given, m) -> given.context
                            .withObject("/server")
                            .withArray("subscriptions")
                            .add(m.group(1))),
            new Clause(
                    "index (\\w+) of (\\w+) scanned (\\d+) times",
                    (given, m) -> given.table(m.group(2))
                            .withObject("/index_scans")
                            .put(m.group(1), Long.parseLong(m.group(3)))),
            new Clause(
                    "sequence (\\w+) at (\\d+)",
                    (given, m) -> given.context
                            .withObject("/server")
                            .withArray("sequences")
                            .addObject()
                            .put("sequence", m.group(1))
                            .put("last_value", Long.parseLong(m.group(2)))),
            new Clause(
                    "transaction age (\\d+)",
                    (given, m) -> given.context
                            .withObject("/server")
                            .put("oldest_transaction_age", Long.parseLong(m.group(1)))),
            new Clause(
                    "default privileges (.+)",
                    (given, m) -> given.context
                            .withObject("/server")
                            .withArray("default_privileges")
                            .add(m.group(1))),
            new Clause(
                    "invalid index (\\w+)",
                    (given, m) -> given.context
                            .withObject("/server")
                            .withArray("invalid_indexes")
                            .add(m.group(1))),
            new Clause(
                    "session (.+) for (\\d+) s",
                    (given, m) -> given.context
                            .withArray("/sessions")
                            .addObject()
                            .put("query", "SELECT 1")
                            .put("duration_millis", Long.parseLong(m.group(2)) * 1000)
                            .put("state", m.group(1))
                            .put("blocked", false)
                            .putArray("relations")),
            new Clause(
                    "(\\d+) prepared transactions",
                    (given, m) -> given.context
                            .withObject("/server")
                            .put("prepared_transactions", Integer.parseInt(m.group(1)))),
            new Clause("a rollback", (given, m) -> given.rollback = true));

    private final ObjectNode context;
    private Optional<Integer> major = Optional.empty();
    private Framework framework = Framework.PLAIN;
    private boolean rollback;

    private record Clause(Pattern form, Effect effect) {
        Clause(String form, Effect effect) {
            this(Pattern.compile(form), effect);
        }
    }

    private interface Effect {
        void on(Given given, Matcher matcher);
    }

    private Given(ObjectNode context) {
        this.context = context;
    }

    static Given of(List<String> clauses) {
        try {
            Given given = new Given((ObjectNode) JSON.readTree(resource("production.json")));
            clauses.forEach(given::read);
            return given;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(String text) {
        for (Clause clause : CLAUSES) {
            Matcher matcher = clause.form().matcher(text);
            if (matcher.matches()) {
                clause.effect().on(this, matcher);
                return;
            }
        }
        throw new IllegalArgumentException("no such clause of -- given: " + text);
    }

    private ObjectNode replica(String name) {
        return context.withObject("/server").withArray("replicas").addObject().put("name", name);
    }

    private ObjectNode publication(String name) {
        return context.withObject("/server")
                .withArray("publications")
                .addObject()
                .put("name", name);
    }

    private ObjectNode invariant(Matcher m, String rule) {
        return context.withObject("/deployment")
                .withArray("invariants")
                .addObject()
                .put("table", m.group(1))
                .put("column", m.group(2))
                .put("rule", rule);
    }

    private ObjectNode table(String name) {
        return context.withObject("/tables").withObject("/" + name);
    }

    /** The one major that the example is about; empty when it holds on every major of the rule. */
    Optional<Integer> major() {
        return major;
    }

    Framework framework() {
        return framework;
    }

    boolean rollback() {
        return rollback;
    }

    ProductionContext context(int onMajor) {
        context.put("postgres_version", Integer.toString(onMajor));
        try {
            return ContextReader.read("given", JSON.writeValueAsBytes(context));
        } catch (ContextException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Given.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
