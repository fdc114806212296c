package dev.lockkeeper.dryrun.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where statements and rows of a dump begin and end. */
class DumpReaderTest {
    private static final String LAST = "\n-- PostgreSQL database dump complete\n";

    private static List<String> read(String text) throws Exception {
        List<String> items = new ArrayList<>();
        try (DumpReader reader = new DumpReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            for (Optional<DumpItem> item = reader.next(); item.isPresent(); item = reader.next()) {
                switch (item.get()) {
                    case DumpItem.Statement statement -> items.add(statement.sql());
                    case DumpItem.Rows rows -> {
                        items.add(rows.copy());
                        for (Optional<byte[]> row = reader.row(); row.isPresent(); row = reader.row()) {
                            items.add("> " + new String(row.get(), StandardCharsets.UTF_8));
                        }
                    }
                }
            }
        }
        return items;
    }

    @Test
    void semicolonsInsideOfQuotesCommentsAndBodiesEndNothing() throws Exception {
        assertThat(read("""
                \\restrict abcDEF123
                -- a comment; with a semicolon
                SET a = 1; SET b = 'x;''y;';
                /* one; /* nested; */ more; */ SELECT E'it\\'s;', "a;""b", $1;
                CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $x$ SELECT ';'; $$;$$ $x$;
                CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
                CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);
                SELECT a$b$c;
                \\unrestrict abcDEF123
                """ + LAST))
                .containsExactly(
                        "SET a = 1;",
                        "SET b = 'x;''y;';",
                        "SELECT E'it\\'s;', \"a;\"\"b\", $1;",
                        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $x$ SELECT ';'; $$;$$ $x$;",
                        "CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;",
                        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);",
                        "SELECT a$b$c;");
    }

    @Test
    void rowsAreNeverReadAsSql() throws Exception {
        assertThat(read("COPY public.t (a, b) FROM stdin;\n1\t;DROP TABLE x;\n\\N\t\\\\.\n\\.\nSELECT 1;\n" + LAST))
                .containsExactly(
                        "COPY public.t (a, b) FROM stdin;", "> 1\t;DROP TABLE x;", "> \\N\t\\\\.", "SELECT 1;");
    }

    @Test
    void aFunctionOverManyLinesIsOneStatement() throws Exception {
        assertThat(read(
                        "CREATE FUNCTION f() RETURNS int\n    LANGUAGE plpgsql\n    AS $$\nBEGIN\n  RETURN 1; -- it's\nEND;\n$$;\n"
                                + LAST))
                .containsExactly(
                        "CREATE FUNCTION f() RETURNS int\n    LANGUAGE plpgsql\n    AS $$\nBEGIN\n  RETURN 1; -- it's\nEND;\n$$;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1;\n",
                "COPY public.t (a) FROM stdin;\n1\n",
                "SELECT 'open\n-- PostgreSQL database dump complete\n",
                "\\! touch /tmp/x\n-- PostgreSQL database dump complete\n",
                "\\connect other\n-- PostgreSQL database dump complete\n",
                "SELECT 1 \\gexec\n-- PostgreSQL database dump complete\n",
                "COPY public.t (a) FROM stdin; SELECT 1;\n1\n\\.\n-- PostgreSQL database dump complete\n"
            })
    void whatIsCutOffOrForPsqlIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(BackupException.class);
    }
}
