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
                "users: {email: shuffle}|rule that is not known",
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

    @Test
    void bothSidesOfAForeignKeyGetTheSameRule() throws Exception {
        Path file = Files.writeString(
                folder.resolve("rules.yaml"), "users: {email: email, note: null}\npublic.logins: {email: email}\n");
        new MaskCheck(CATALOG, MaskRulesReader.read(file)).check();
    }
}
