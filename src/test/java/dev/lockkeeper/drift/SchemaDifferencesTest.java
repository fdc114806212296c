package dev.lockkeeper.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.catalog.SchemaObject;
import dev.lockkeeper.context.snapshot.FingerprintReader;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import dev.lockkeeper.dryrun.shadow.ShadowDatabase;
import dev.lockkeeper.dryrun.shadow.ShadowRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** One change of each kind of object, on real servers: each is found once, named right, and by its definition. */
class SchemaDifferencesTest {
    private static final String BASE = """
            CREATE TYPE public.mood AS ENUM ('sad', 'ok');
            CREATE DOMAIN public.posint AS int CHECK (VALUE > 0);
            CREATE TABLE public.users (id bigint PRIMARY KEY, email text NOT NULL);
            CREATE TABLE public.orders (
                id bigserial PRIMARY KEY, user_id bigint, status text DEFAULT 'new', total numeric(10,2), m public.mood,
                note varchar(20), CONSTRAINT total_positive CHECK (total > 0), CONSTRAINT orders_note_key UNIQUE (note));
            ALTER TABLE public.orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES public.users;
            CREATE INDEX orders_status_idx ON public.orders (status);
            CREATE INDEX orders_total_idx ON public.orders (total);
            CREATE TABLE public.notes (id int, body text);
            CREATE VIEW public.open AS SELECT id, total FROM public.orders WHERE status = 'new';
            CREATE FUNCTION public.twice(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2';
            CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER orders_touch BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch();
            CREATE SEQUENCE public.tickets AS int;
            CREATE POLICY seen ON public.orders FOR SELECT USING (user_id > 0);
            CREATE STATISTICS public.orders_stat ON status, total FROM public.orders;
            GRANT SELECT ON public.orders TO reader;
            COMMENT ON TABLE public.orders IS 'orders';
            """;

    private record Row(int since, String change, String... expected) {
        Row(String change, String... expected) {
            this(12, change, expected);
        }
    }

    /** What the right side has undergone, and every difference there must be. */
    private static final List<Row> ROWS = List.of(
            new Row("SELECT 1"),
            new Row("CREATE INDEX adhoc ON public.orders (m)", "ONLY_RIGHT index public.adhoc"),
            new Row("DROP INDEX public.orders_total_idx", "ONLY_LEFT index public.orders_total_idx"),
            new Row(
                    "DROP INDEX public.orders_status_idx; CREATE INDEX orders_status_idx ON public.orders (status, id)",
                    "DEFINITION index public.orders_status_idx"),
            new Row(
                    "DROP INDEX public.orders_status_idx; CREATE INDEX orders_status_idx ON public.orders (status) WHERE total > 5",
                    "DEFINITION index public.orders_status_idx"),
            new Row("ALTER INDEX public.orders_status_idx RENAME TO other_idx", "RENAMED index public.other_idx"),
            new Row("ALTER TABLE public.orders ADD COLUMN extra int", "ONLY_RIGHT column public.orders.extra"),
            new Row("ALTER TABLE public.notes DROP COLUMN body", "ONLY_LEFT column public.notes.body"),
            new Row("ALTER TABLE public.notes RENAME COLUMN body TO text", "RENAMED column public.notes.text"),
            new Row(
                    "ALTER TABLE public.orders ALTER COLUMN note TYPE varchar(30)",
                    "DEFINITION column public.orders.note"),
            new Row(
                    "ALTER TABLE public.orders ALTER COLUMN status SET DEFAULT 'open'",
                    "DEFINITION column public.orders.status"),
            new Row(
                    "ALTER TABLE public.orders ALTER COLUMN status SET NOT NULL",
                    "DEFINITION column public.orders.status"),
            new Row(
                    "ALTER TABLE public.users ALTER COLUMN email DROP NOT NULL",
                    "DEFINITION column public.users.email"),
            new Row(
                    "ALTER TABLE public.orders DROP CONSTRAINT total_positive; ALTER TABLE public.orders ADD CONSTRAINT total_positive CHECK (total >= 0)",
                    "DEFINITION constraint public.orders.total_positive"),
            new Row(
                    "ALTER TABLE public.orders RENAME CONSTRAINT total_positive TO positive",
                    "RENAMED constraint public.orders.positive"),
            new Row(
                    "ALTER TABLE public.orders DROP CONSTRAINT orders_user_fk",
                    "ONLY_LEFT constraint public.orders.orders_user_fk"),
            new Row(
                    "ALTER TABLE public.orders DROP CONSTRAINT orders_user_fk; ALTER TABLE public.orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES public.users ON DELETE CASCADE",
                    "DEFINITION constraint public.orders.orders_user_fk"),
            new Row(
                    "ALTER TABLE public.orders DROP CONSTRAINT orders_user_fk; ALTER TABLE public.orders ADD CONSTRAINT orders_user_fk FOREIGN KEY (user_id) REFERENCES public.users NOT VALID",
                    "DEFINITION constraint public.orders.orders_user_fk"),
            new Row(
                    "ALTER TABLE public.orders DROP CONSTRAINT orders_note_key",
                    "ONLY_LEFT constraint public.orders.orders_note_key"),
            new Row(
                    "ALTER TABLE public.orders RENAME CONSTRAINT orders_note_key TO note_key",
                    "RENAMED constraint public.orders.note_key"),
            new Row(
                    "ALTER TABLE public.orders DROP CONSTRAINT orders_note_key; ALTER TABLE public.orders ADD CONSTRAINT orders_note_key UNIQUE (note, total)",
                    "DEFINITION constraint public.orders.orders_note_key"),
            new Row(
                    "CREATE TABLE public.made (id int PRIMARY KEY, x serial, y text CHECK (y <> '')); CREATE INDEX ON public.made (y); GRANT SELECT ON public.made TO reader",
                    "ONLY_RIGHT table public.made"),
            new Row("DROP TABLE public.notes", "ONLY_LEFT table public.notes"),
            new Row("ALTER TABLE public.notes RENAME TO remarks", "RENAMED table public.remarks"),
            new Row("ALTER TABLE public.notes SET (fillfactor = 70)", "DEFINITION table public.notes"),
            new Row(
                    "CREATE OR REPLACE VIEW public.open AS SELECT id, total FROM public.orders WHERE status = 'open'",
                    "DEFINITION view public.open"),
            new Row(
                    "CREATE OR REPLACE VIEW public.open AS SELECT id, total, status FROM public.orders WHERE status = 'new'",
                    "DEFINITION view public.open"),
            new Row("DROP VIEW public.open", "ONLY_LEFT view public.open"),
            new Row("ALTER VIEW public.open RENAME TO pending", "RENAMED view public.pending"),
            new Row(
                    "CREATE OR REPLACE FUNCTION public.twice(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $1'",
                    "DEFINITION routine public.twice(a integer)"),
            new Row("ALTER FUNCTION public.twice(int) SECURITY DEFINER", "DEFINITION routine public.twice(a integer)"),
            new Row(
                    "CREATE FUNCTION public.thrice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 3'",
                    "ONLY_RIGHT routine public.thrice(integer)"),
            new Row(
                    14,
                    "CREATE OR REPLACE FUNCTION public.twice(a int) RETURNS int IMMUTABLE LANGUAGE sql RETURN a + a",
                    "DEFINITION routine public.twice(a integer)"),
            new Row("ALTER FUNCTION public.twice(int) RENAME TO doubled", "RENAMED routine public.doubled(a integer)"),
            new Row(
                    "CREATE TRIGGER adhoc AFTER INSERT ON public.orders FOR EACH ROW EXECUTE FUNCTION public.touch()",
                    "ONLY_RIGHT trigger public.orders.adhoc"),
            new Row(
                    "ALTER TABLE public.orders DISABLE TRIGGER orders_touch",
                    "DEFINITION trigger public.orders.orders_touch"),
            new Row(
                    "ALTER TRIGGER orders_touch ON public.orders RENAME TO touch_orders",
                    "RENAMED trigger public.orders.touch_orders"),
            new Row("GRANT INSERT ON public.orders TO writer", "ONLY_RIGHT privilege public.orders to writer"),
            new Row("REVOKE SELECT ON public.orders FROM reader", "ONLY_LEFT privilege public.orders to reader"),
            new Row("GRANT UPDATE ON public.orders TO reader", "DEFINITION privilege public.orders to reader"),
            new Row(
                    "GRANT SELECT (email) ON public.users TO reader",
                    "ONLY_RIGHT privilege public.users.email to reader"),
            new Row(
                    "REVOKE EXECUTE ON FUNCTION public.twice(int) FROM PUBLIC",
                    "ONLY_LEFT privilege public.twice(a integer) to PUBLIC"),
            new Row("ALTER TABLE public.notes OWNER TO writer", "DEFINITION owner public.notes"),
            new Row("CREATE POLICY more ON public.orders USING (true)", "ONLY_RIGHT policy public.orders.more"),
            new Row("ALTER POLICY seen ON public.orders TO reader", "DEFINITION policy public.orders.seen"),
            new Row("ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY", "DEFINITION table public.orders"),
            new Row("ALTER TYPE public.mood RENAME VALUE 'ok' TO 'fine'", "DEFINITION type public.mood"),
            new Row(
                    "ALTER DOMAIN public.posint ADD CONSTRAINT small CHECK (VALUE < 9)",
                    "ONLY_RIGHT constraint public.posint.small"),
            new Row("ALTER SEQUENCE public.tickets AS bigint", "DEFINITION sequence public.tickets"),
            new Row("ALTER SEQUENCE public.tickets INCREMENT BY 5", "DEFINITION sequence public.tickets"),
            new Row("DROP SEQUENCE public.tickets", "ONLY_LEFT sequence public.tickets"),
            new Row("DROP STATISTICS public.orders_stat", "ONLY_LEFT statistics public.orders_stat"),
            new Row(
                    "CREATE RULE quiet AS ON DELETE TO public.notes DO INSTEAD NOTHING",
                    "ONLY_RIGHT rule public.notes.quiet"),
            new Row("CREATE SCHEMA other; CREATE TABLE other.t (a int)", "ONLY_RIGHT schema other"),
            new Row(
                    "CREATE FUNCTION public.eq(int, text) RETURNS boolean LANGUAGE sql AS 'SELECT true'; CREATE OPERATOR public.=== (LEFTARG = int, RIGHTARG = text, FUNCTION = public.eq)",
                    "ONLY_RIGHT other object operator public.===(integer,pg_catalog.text)",
                    "ONLY_RIGHT routine public.eq(integer, text)"),
            new Row("COMMENT ON TABLE public.orders IS 'all orders'", "DEFINITION comment public.orders"),
            // Neither the order in which objects were made nor that of columns is a difference.
            new Row(
                    "DROP INDEX public.orders_status_idx; CREATE INDEX orders_status_idx ON public.orders (status); ALTER TABLE public.notes DROP COLUMN id; ALTER TABLE public.notes ADD COLUMN id int"));

    @TestFactory
    Stream<DynamicTest> eachChangeIsFoundOnce() {
        return Bench.majors().stream()
                .map(major -> DynamicTest.dynamicTest("PostgreSQL " + major, () -> onOneServer(major)));
    }

    private static void onOneServer(int major) throws Exception {
        List<String> wrong = new ArrayList<>();
        ShadowRequest request = ShadowRequest.forMajor(major).withStubRoles(Set.of("reader", "writer"));
        try (ShadowDatabase shadow = Bench.databases().open(request, ShadowChoice.EMBEDDED);
                Connection connection = shadow.migrator()) {
            run(connection, BASE);
            List<SchemaObject> base = FingerprintReader.objects(connection);
            for (Row row : ROWS) {
                if (row.since() <= major) {
                    connection.setAutoCommit(false);
                    run(connection, row.change());
                    List<String> found = differences(base, FingerprintReader.objects(connection)).stream()
                            .map(d -> d.how() + " " + d.kind() + " " + d.name())
                            .sorted()
                            .toList();
                    connection.rollback();
                    connection.setAutoCommit(true);
                    if (!found.equals(Stream.of(row.expected()).sorted().toList())) {
                        wrong.add(row.change() + "\n   found " + found);
                    }
                }
            }
        }
        assertThat(wrong).as("PostgreSQL " + major).isEmpty();
    }

    private static List<Difference> differences(List<SchemaObject> left, List<SchemaObject> right) {
        return new SchemaDifferences(left, right, new SchemaWhys("staging", "production"), (a, b) -> false).list();
    }

    @TestFactory
    Stream<DynamicTest> onlyCommentsMatterToNobody() {
        SchemaObject comment = new SchemaObject("comment", "", "public.t", "x");
        return Stream.of("relation", "column", "index", "constraint", "privilege", "trigger", "comment")
                .map(kind -> DynamicTest.dynamicTest(kind, () -> {
                    SchemaObject object = new SchemaObject(kind, "", "public.t", "x");
                    assertThat(differences(List.of(object), List.of())
                                    .getFirst()
                                    .matters())
                            .isEqualTo(!kind.equals(comment.kind()));
                }));
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
