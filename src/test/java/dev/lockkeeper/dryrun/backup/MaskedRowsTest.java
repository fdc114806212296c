package dev.lockkeeper.dryrun.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.catalog.Origin;
import dev.lockkeeper.dryrun.Bench;
import dev.lockkeeper.pg.QualifiedName;
import dev.lockkeeper.sql.ScriptOutcome;
import dev.lockkeeper.sql.ScriptStatement;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules, what they may be put on, and what becomes of a row. */
class MaskedRowsTest {
    private static final QualifiedName USERS = QualifiedName.of("public", "users");
    private static final Catalog CATALOG = catalog("""
            CREATE TABLE public.users (id bigint PRIMARY KEY, email varchar(80) UNIQUE, handle citext, tag char(20),
                token uuid, code varchar(5), note text, age int, must text NOT NULL);
            CREATE TABLE public.parts (a int, b int) PARTITION BY RANGE (a, b);
            CREATE TABLE public.pairs (a int, b int, PRIMARY KEY (a, b));
            CREATE TABLE public.refers (a int, b int, FOREIGN KEY (a, b) REFERENCES public.pairs);
            CREATE TABLE public.live (a int, gone boolean);
            CREATE UNIQUE INDEX live_a_key ON public.live (a) WHERE NOT gone;
            CREATE TABLE public.logins (id bigint PRIMARY KEY, email varchar(80) REFERENCES public.users (email));
            """);

    @TempDir
    private Path folder;

    private static Catalog catalog(String sql) {
        Catalog catalog = Catalog.empty();
        for (ScriptStatement statement :
                ((ScriptOutcome.Read) Bench.READER.read("schema", sql)).script().statements()) {
            catalog = catalog.apply(statement.meaning(), statement.sql(), Origin.EXISTING);
        }
        return catalog;
    }

    private static List<String> mask(KeyedHash hash, Map<String, Mask> masks, String... fields) throws BackupException {
        CopyHeader header = CopyHeader.of("COPY public.users (id, email, handle, tag, token, note) FROM stdin;")
                .orElseThrow();
        byte[] row = new MaskedRows(header, masks, CATALOG.table(USERS).orElseThrow(), hash)
                .mask(String.join("\t", fields).getBytes(StandardCharsets.UTF_8));
        return List.of(new String(row, StandardCharsets.UTF_8).split("\t", -1));
    }

    @Test
    void equalStaysEqualDifferentStaysDifferentAndNullStaysNull() throws Exception {
        KeyedHash hash = new KeyedHash(new SecureRandom());
        Map<String, Mask> masks = Map.of(
                "email", new Mask.Email(),
                "handle", new Mask.Hash(),
                "tag", new Mask.Hash(),
                "token", new Mask.Hash(),
                "note", new Mask.Fixed("a\tb\\c"));
        String uuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
        List<String> one = mask(hash, masks, "1", "ann@example.com", "Ann", "x", uuid, "secret");
        List<String> same =
                mask(hash, masks, "2", "ann@example.com", "aNN", "x  ", uuid.toUpperCase(java.util.Locale.ROOT), "s");
        List<String> other = mask(hash, masks, "3", "Ann@example.com", "Bob", "y", uuid.replace('0', '1'), "\\N");
        assertThat(one.subList(1, 6)).isEqualTo(same.subList(1, 6));
        assertThat(one.get(0)).isEqualTo("1");
        assertThat(one.get(1)).endsWith("@example.invalid").isNotEqualTo(other.get(1));
        assertThat(one.get(2)).isNotEqualTo(other.get(2));
        assertThat(one.get(4)).matches("[0-9a-f-]{36}").isNotEqualTo(other.get(4));
        assertThat(one.get(5)).isEqualTo("a\\tb\\\\c");
        assertThat(other.get(5)).isEqualTo("\\N");
        assertThat(mask(new KeyedHash(new SecureRandom()), masks, "1", "ann@example.com", "Ann", "x", uuid, "s"))
                .as("another run, another key")
                .isNotEqualTo(one);
    }

    @Test
    void escapesOfTheSameValueAreTheSameValue() throws Exception {
        KeyedHash hash = new KeyedHash(new SecureRandom());
        Map<String, Mask> masks = Map.of("note", new Mask.Hash());
        String[] spellings = {"a\\tb", "a\\x09b", "a\\11b"};
        assertThat(java.util.Arrays.stream(spellings).map(text -> {
                    try {
                        return mask(hash, masks, "1", "e", "h", "t", "u", text).get(5);
                    } catch (BackupException e) {
                        throw new AssertionError(e);
                    }
                }))
                .containsOnly(
                        mask(hash, masks, "1", "e", "h", "t", "u", "a\\tb").get(5));
    }

    @Test
    void aRowWithOtherFieldsIsRefused() {
        assertThatThrownBy(() -> mask(new KeyedHash(new SecureRandom()), Map.of(), "1", "2"))
                .isInstanceOf(BackupException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users: {emial: hash}|has no column emial",
                "user: {email: hash}|there is no table user",
                "users: {email: scramble}|rule that is not known",
                "parts: {a: shuffle}|into which partition",
                "pairs: {a: shuffle}|unique key",
                "live: {a: shuffle}|unique key",
                "refers: {a: shuffle}|several columns",
                "users: {email: {fixed: a, more: b}}|rule that is not known",
                "users: {email: {fixd: a}}|rule that is not known",
                "users: {age: hash}|text and uuid",
                "users: {code: hash}|characters",
                "users: {must: null}|NOT NULL",
                "users: {email: {fixed: a}}|unique key",
                "users: {email: hash}|same rule",
                "users: {}|no column",
                "[]|no table"
            })
    void rulesThatDoNotFitAreRefused(String yaml, String why) throws Exception {
        Path file = Files.writeString(folder.resolve("rules.yaml"), yaml);
        assertThatThrownBy(() -> new MaskCheck(CATALOG, MaskRulesReader.read(file)).check())
                .isInstanceOf(BackupException.class)
                .hasMessageContaining(why);
    }

    /** 250,000 rows are more than are held at a time. */
    @Test
    void shuffledValuesAreTheSameValuesInOtherRows() throws Exception {
        CopyHeader header = CopyHeader.of("COPY public.users (id, email, handle, tag, token, note) FROM stdin;")
                .orElseThrow();
        MaskedRows masked = new MaskedRows(
                header,
                Map.of("note", new Mask.Shuffle(), "email", new Mask.Shuffle(), "tag", new Mask.ToNull()),
                CATALOG.table(USERS).orElseThrow(),
                new KeyedHash(new SecureRandom()));
        int count = 250_000;
        int[] at = {0};
        RowSource rows = masked.over(
                () -> at[0] == count
                        ? java.util.Optional.empty()
                        : java.util.Optional.of(row(at[0]++).getBytes(StandardCharsets.UTF_8)),
                new java.util.Random(7));
        Map<String, Integer> notes = new java.util.TreeMap<>();
        int emailsMoved = 0;
        int number = 0;
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            String[] fields = new String(row.get(), StandardCharsets.UTF_8).split("\t", -1);
            assertThat(fields[0]).as("other columns stay in their rows").isEqualTo(Integer.toString(number));
            assertThat(fields[3]).isEqualTo("\\N");
            assertThat(fields[5].equals("\\N")).as("NULL stays NULL").isEqualTo(number % 5 == 0);
            notes.merge(fields[5], 1, Integer::sum);
            emailsMoved += fields[1].equals("e" + number) ? 0 : 1;
            number++;
        }
        assertThat(number).isEqualTo(count);
        Map<String, Integer> before = new java.util.TreeMap<>();
        for (int i = 0; i < count; i++) {
            before.merge(row(i).split("\t", -1)[5], 1, Integer::sum);
        }
        assertThat(notes).as("counts and duplicates stay").isEqualTo(before);
        assertThat(emailsMoved).isGreaterThan(count - 100);
    }

    private static String row(int i) {
        return i + "\te" + i + "\th\tt\tu\t" + (i % 5 == 0 ? "\\N" : "a\\tb" + i % 7);
    }

    @Test
    void aShuffledColumnIsStillReferenced() throws Exception {
        Path file = Files.writeString(
                folder.resolve("rules.yaml"), "users: {email: shuffle, age: shuffle, code: shuffle}\n");
        new MaskCheck(CATALOG, MaskRulesReader.read(file)).check();
        Files.writeString(file, "users: {email: hash}\nlogins: {email: shuffle}\n");
        assertThatThrownBy(() -> new MaskCheck(CATALOG, MaskRulesReader.read(file)).check())
                .hasMessageContaining("same rule");
    }

    @Test
    void bothSidesOfAForeignKeyGetTheSameRule() throws Exception {
        Path file = Files.writeString(
                folder.resolve("rules.yaml"), "users: {email: email, note: null}\npublic.logins: {email: email}\n");
        new MaskCheck(CATALOG, MaskRulesReader.read(file)).check();
    }
}
