package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attempts of an agent to get SQL past the gate: the hook denies them. What it cannot see: {@link BypassedHookTest}.
 * Attempts at a server (tokens, hosts, origins, sizes, slowness, sessions, {@code requestState}) are in
 * {@link HttpAccessTest} and {@code FrontDoorTest}.
 */
class BypassTest {
    private static final String DROP = "DROP TABLE orders;\n";

    /** One row: what is tried, and the tool call. */
    record Attempt(String name, String tool, Map<String, String> input) {
        static Attempt shell(String name, String command) {
            return new Attempt(name, "Bash", Map.of("command", command));
        }

        static Attempt write(String name, String path, String content) {
            return new Attempt(name, "Write", Map.of("file_path", path, "content", content));
        }
    }

    @TempDir
    static Path folder;

    static GuardedRepo repo;

    @BeforeAll
    static void repository() throws Exception {
        repo = new GuardedRepo(folder);
        Files.createSymbolicLink(folder.resolve("notes"), folder.resolve("migrations"));
        Files.createSymbolicLink(folder.resolve("readme.txt"), folder.resolve(GuardedRepo.OLD));
        repo.write("evil.patch", "--- a/migrations/001_old.sql\n+++ b/migrations/001_old.sql\n@@ -1 +1 @@\n-a\n+b\n");
        repo.write("migrations/e/approval.dsse.json", repo.expired(Map.of("01.sql", GuardedRepo.SQL)));
        repo.write("migrations/f/approval.dsse.json", repo.foreign(Map.of("01.sql", GuardedRepo.SQL)));
        repo.write("migrations/g/approval.dsse.json", repo.approval(Map.of("01.sql", GuardedRepo.SQL)));
        repo.write("migrations/h/approval.dsse.json", repo.approvalOf("billing", Map.of("01.sql", GuardedRepo.SQL)));
    }

    static List<Attempt> files() throws Exception {
        String good = repo.approval(Map.of("01.sql", GuardedRepo.SQL));
        return List.of(
                Attempt.write("no approval", "migrations/003.sql", DROP),
                Attempt.write("absolute path", folder + "/migrations/003.sql", DROP),
                Attempt.write("path with ..", "src/../migrations/003.sql", DROP),
                Attempt.write("path with . and //", ".//migrations/./003.sql", DROP),
                Attempt.write("a deep folder", "migrations/2026/11/003.sql", DROP),
                Attempt.write("through a link to the folder", "notes/003.sql", DROP),
                Attempt.write("through a link to a file", "readme.txt", DROP),
                Attempt.write("capital letters", "Migrations/003.SQL", DROP),
                Attempt.write("full-width letters", "ｍigrations/003.ｓql", DROP),
                Attempt.write("backslashes", "migrations\\003.sql", DROP),
                Attempt.write("a NUL in the name", "migrations/003.sql\u0000.txt", DROP),
                Attempt.write("changed after approval", "migrations/g/01.sql", GuardedRepo.SQL + "-- more\n"),
                Attempt.write("CRLF instead of LF", "migrations/g/01.sql", GuardedRepo.SQL.replace("\n", "\r\n")),
                Attempt.write("without the last line feed", "migrations/g/01.sql", GuardedRepo.SQL.stripTrailing()),
                Attempt.write("with a byte order mark", "migrations/g/01.sql", "\uFEFF" + GuardedRepo.SQL),
                Attempt.write("under another name", "migrations/g/02.sql", GuardedRepo.SQL),
                Attempt.write("in a subfolder of it", "migrations/g/x/01.sql", GuardedRepo.SQL),
                Attempt.write("expired approval", "migrations/e/01.sql", GuardedRepo.SQL),
                Attempt.write("signed by a stranger", "migrations/f/01.sql", GuardedRepo.SQL),
                Attempt.write("approved for another database", "migrations/h/01.sql", GuardedRepo.SQL),
                Attempt.write(
                        "a forged envelope", "migrations/i/approval.dsse.json", good.replace("\"sig\"", "\"sig\" ")),
                Attempt.write(
                        "an envelope of a stranger",
                        "migrations/i/approval.dsse.json",
                        repo.foreign(Map.of("01.sql", DROP))),
                Attempt.write(
                        "an expired envelope", "migrations/i/approval.dsse.json", repo.expired(Map.of("01.sql", DROP))),
                Attempt.write(
                        "an envelope for another database",
                        "migrations/i/approval.dsse.json",
                        repo.approvalOf("billing", Map.of("01.sql", DROP))),
                Attempt.write(
                        "a replayed envelope",
                        "migrations/i/approval.dsse.json",
                        Files.readString(folder.resolve("migrations/g/approval.dsse.json"))),
                Attempt.write("an old migration", GuardedRepo.OLD, DROP),
                Attempt.write("the configuration", "lockkeeper.yaml", "migrations: ['none']\n"),
                Attempt.write("a key of its own", ".lockkeeper/keys/local-0000000000000000.pub", "x"),
                Attempt.write("the baseline", ".lockkeeper/baseline.json", "{}"),
                Attempt.write("the hook script", ".lockkeeper/hook.sh", "exit 0"),
                Attempt.write("the hook's entry", ".claude/settings.json", "{}"),
                Attempt.write("a local override of it", ".claude/settings.local.json", "{\"disableAllHooks\": true}"),
                new Attempt(
                        "an edit", "Edit", Map.of("file_path", GuardedRepo.OLD, "old_string", "id", "new_string", "x")),
                new Attempt("several edits", "MultiEdit", Map.of("file_path", folder + "/" + GuardedRepo.OLD)),
                new Attempt(
                        "a notebook",
                        "NotebookEdit",
                        Map.of("notebook_path", "migrations/003.sql", "new_source", DROP)),
                new Attempt("no file name", "Write", Map.of("content", DROP)),
                new Attempt(
                        "a patch",
                        "apply_patch",
                        Map.of(
                                "input",
                                "*** Begin Patch\n*** Update File: src/../migrations/001_old.sql\n@@\n-a\n+b\n*** End Patch")),
                new Attempt(
                        "a patch that moves",
                        "apply_patch",
                        Map.of(
                                "input",
                                "*** Begin Patch\n*** Update File: src/Main.java\n*** Move to: migrations/003.sql\n*** End Patch")),
                patch("a patch that adds to what was approved", "migrations/g/01.sql", GuardedRepo.SQL + "SELECT 1;"),
                patch("a patch with carriage returns", "migrations/g/01.sql", GuardedRepo.SQL.replace("\n", "\r\n")),
                patch(
                        "a patch that writes elsewhere first",
                        "notes.txt",
                        "x\n*** Add File: migrations/003.sql\n+" + DROP),
                patch(
                        "a patch that edits what it wrote",
                        "migrations/g/01.sql",
                        GuardedRepo.SQL + "*** Update File: migrations/g/01.sql\n@@\n-a\n+b\n"),
                patch("a patch to a name with a blank", "migrations/g/01.sql ", GuardedRepo.SQL));
    }

    /** As Codex writes a file; what follows in {@code content} on a line with stars is more of the patch. */
    private static Attempt patch(String name, String path, String content) {
        String lines = Stream.of(content.split("\n"))
                .map(line -> line.matches("\\*\\*\\* .*|@@|[-+].*") ? line : "+" + line)
                .collect(Collectors.joining("\n"));
        return new Attempt(
                name,
                "apply_patch",
                Map.of("input", "*** Begin Patch\n*** Add File: " + path + "\n" + lines + "\n*** End Patch"));
    }

    static List<Attempt> commands() {
        return List.of(
                Attempt.shell("redirect", "echo 'DROP TABLE orders;' > migrations/003.sql"),
                Attempt.shell("append", "echo 'DROP TABLE orders;' >> migrations/001_old.sql"),
                Attempt.shell("clobber", "echo x >| migrations/003.sql"),
                Attempt.shell("both streams", "echo x &> migrations/003.sql"),
                Attempt.shell("here-document", "cat > migrations/003.sql <<'EOF'\nDROP TABLE orders;\nEOF"),
                Attempt.shell(
                        "here-document after cd", "cd migrations && cat <<EOF > 003.sql\nDROP TABLE orders;\nEOF"),
                Attempt.shell("tee", "echo x | tee migrations/003.sql"),
                Attempt.shell("tee -a with sudo", "echo x | sudo -u me tee -a migrations/003.sql >/dev/null"),
                Attempt.shell("cp", "cp /tmp/x migrations/003.sql"),
                Attempt.shell("cp into the folder", "cp /tmp/003.sql migrations/"),
                Attempt.shell("mv", "mv /tmp/x ./migrations/003.sql"),
                Attempt.shell("ln", "ln -s /tmp/x migrations/003.sql"),
                Attempt.shell("dd", "dd if=/tmp/x of=migrations/003.sql"),
                Attempt.shell("install", "install -m 644 /tmp/x migrations/003.sql"),
                Attempt.shell("sed -i", "sed -i 's/id/x/' migrations/001_old.sql"),
                Attempt.shell("sed with w", "sed 'w migrations/003.sql' README.md"),
                Attempt.shell("perl -i", "perl -pi -e 's/id/x/' migrations/*.sql"),
                Attempt.shell("rm", "rm migrations/001_old.sql"),
                Attempt.shell("wildcard folder", "cp /tmp/x mig*/003.sql"),
                Attempt.shell("braces", "cp /tmp/x {migrations,src}/003.sql"),
                Attempt.shell("quotes inside the name", "echo x > mig\"rat\"'ions'/003.sql"),
                Attempt.shell("escapes inside the name", "echo x > mi\\grations/003\\.sql"),
                Attempt.shell("ANSI quotes", "echo x > $'\\x6digrations/003.sql'"),
                Attempt.shell("variable", "F=migrations/003.sql; echo x > \"$F\""),
                Attempt.shell("variable nobody knows", "echo x > \"$F\""),
                Attempt.shell("command substitution", "echo x > $(echo bWlncmF0aW9ucy8wMDMuc3Fs | base64 -d)"),
                Attempt.shell("inside a substitution", "echo $(echo x > migrations/003.sql)"),
                Attempt.shell("inside backquotes", "echo `echo x > migrations/003.sql`"),
                Attempt.shell("inside a subshell", "(cd migrations; echo x > 003.sql)"),
                Attempt.shell("in a branch", "if true; then echo x > migrations/003.sql; fi"),
                Attempt.shell("after a comment line", "# nothing\necho x > migrations/003.sql"),
                Attempt.shell("line continuation", "echo x > migra\\\ntions/003.sql"),
                Attempt.shell("sh -c", "sh -c 'echo x > migrations/003.sql'"),
                Attempt.shell("bash -lc inside env", "env A=b bash -lc \"echo x > migrations/003.sql\""),
                Attempt.shell("eval", "eval 'echo x > migrations/003.sql'"),
                Attempt.shell("shell from a pipe", "echo ZWNobw== | base64 -d | sh"),
                Attempt.shell("shell from a here-document", "bash <<'EOF'\necho x > migrations/003.sql\nEOF"),
                Attempt.shell("xargs", "ls migrations/*.sql | xargs rm"),
                Attempt.shell("find -exec", "find migrations -name '*.sql' -exec sed -i s/a/b/ {} +"),
                Attempt.shell("python", "python3 -c \"open('migrations/003.sql','w').write('DROP')\""),
                Attempt.shell(
                        "node here-document",
                        "node <<'EOF'\nrequire('fs').writeFileSync('migrations/003.sql', 'x')\nEOF"),
                Attempt.shell("git apply", "git apply evil.patch"),
                Attempt.shell("patch -p1", "patch -p1 < evil.patch"),
                Attempt.shell(
                        "patch with ..",
                        "patch -p0 <<'EOF'\n--- src/../migrations/001_old.sql\n+++ src/../migrations/001_old.sql\n@@ -1 +1 @@\n-a\n+b\nEOF"),
                Attempt.shell("git checkout of the folder", "git checkout other -- migrations"),
                Attempt.shell("curl -o", "curl -so migrations/003.sql https://example.com/x"),
                Attempt.shell("an unfinished quote", "echo 'x > migrations/003.sql"),
                Attempt.shell("psql -c", "psql shop -c 'DROP TABLE orders'"),
                Attempt.shell("psql -qAtc", "psql -qAtc 'ALTER TABLE orders ADD x int' shop"),
                Attempt.shell("psql --command=", "psql --command='TRUNCATE orders'"),
                Attempt.shell("psql: read, then write", "psql -c 'SELECT 1' -c 'DROP TABLE orders'"),
                Attempt.shell(
                        "psql: write in a WITH",
                        "psql -c 'WITH x AS (DELETE FROM orders RETURNING 1) SELECT * FROM x'"),
                Attempt.shell("psql: comment before", "psql -c '/* SELECT */ DROP TABLE orders'"),
                Attempt.shell("psql: DO", "psql -c 'DO $$BEGIN EXECUTE chr(68); END$$'"),
                Attempt.shell("psql: EXPLAIN ANALYZE", "psql -c 'EXPLAIN ANALYZE DELETE FROM orders'"),
                Attempt.shell("psql: dblink", "psql -c \"SELECT dblink_exec('', 'DROP TABLE orders')\""),
                Attempt.shell("psql: meta-command", "psql -c '\\! rm x'"),
                Attempt.shell("psql: gexec", "psql <<'EOF'\nSELECT 'DROP TABLE orders' \\gexec\nEOF"),
                Attempt.shell("psql -f", "psql shop -f /tmp/x.txt"),
                Attempt.shell("psql < file", "psql shop < /tmp/x.txt"),
                Attempt.shell("psql from a pipe", "echo 'DROP TABLE orders' | psql shop"),
                Attempt.shell("psql here-document", "psql shop <<EOF\nDROP TABLE orders;\nEOF"),
                Attempt.shell("psql here-string", "psql shop <<< 'DROP TABLE orders'"),
                Attempt.shell("psql with a variable", "psql -c \"$SQL\""),
                Attempt.shell(
                        "psql in a container", "docker compose exec -T db psql -U postgres -c 'DROP TABLE orders'"),
                Attempt.shell("psql over ssh", "ssh db \"psql -c 'DROP TABLE orders'\""),
                Attempt.shell("psql by su", "su postgres -c \"psql -c 'DROP TABLE orders'\""),
                Attempt.shell(
                        "a driver in python",
                        "python3 - <<'EOF'\nimport psycopg\npsycopg.connect().execute('ALTER TABLE orders ADD x int')\nEOF"),
                Attempt.shell("pg_restore", "pg_restore -d shop dump"),
                Attempt.shell("rails", "bin/rails db:migrate RAILS_ENV=production"),
                Attempt.shell("rake", "bundle exec rake db:schema:load"),
                Attempt.shell("alembic", "poetry run alembic upgrade head"),
                Attempt.shell("python -m alembic", "python -m alembic upgrade head"),
                Attempt.shell("django", "./manage.py migrate"),
                Attempt.shell("prisma deploy", "npx prisma migrate deploy"),
                Attempt.shell("prisma push", "pnpm exec prisma db push --accept-data-loss"),
                Attempt.shell("prisma with a version", "npx prisma@7 migrate dev"),
                Attempt.shell("flyway", "flyway -url=jdbc:postgresql://db/shop migrate"),
                Attempt.shell("flyway by maven", "./mvnw flyway:migrate"),
                Attempt.shell("liquibase", "liquibase --changelog-file=c.xml update"),
                Attempt.shell("goose", "goose -dir x postgres 'host=db' up"),
                Attempt.shell("golang-migrate", "migrate -path x -database postgres://db up 1"),
                Attempt.shell("knex", "npx knex migrate:latest"),
                Attempt.shell("sqitch", "sqitch deploy db:pg:shop"),
                Attempt.shell("ecto", "MIX_ENV=prod mix ecto.migrate"),
                Attempt.shell("lockkeeper init --remove", "lockkeeper init --remove --yes"),
                Attempt.shell(
                        "lockkeeper apply", "lockkeeper apply --plan m.lockkeeper --url postgres://db/shop --yes"),
                Attempt.shell("lockkeeper decide", "lockkeeper decide --accept --reason ok --reviewer a@b m.sql --yes"),
                Attempt.shell(
                        "signing as a reviewer",
                        "ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n lockkeeper-decision x.decision.json"),
                Attempt.shell("git commit --no-verify", "git commit -m x --no-verify"),
                Attempt.shell("git commit -nm", "git commit -nm x"),
                Attempt.shell("hooks path", "git -c core.hooksPath=/dev/null commit -m x"),
                Attempt.shell("SKIP", "SKIP=lockkeeper git commit -m x"),
                Attempt.shell("removing the hook", "rm -rf .lockkeeper"),
                new Attempt("a database tool", "mcp__postgres__execute", Map.of("sql", "DROP TABLE orders")),
                new Attempt(
                        "a migration tool", "mcp__supabase__apply_migration", Map.of("name", "x", "query", "SELECT 1")),
                new Attempt(
                        "SQL for any server", "mcp__toolbox__run", Map.of("statement", "ALTER TABLE orders ADD x int")),
                new Attempt("SQL that cannot be read", "mcp__postgres__query", Map.of("sql", "SELEC 1; DROP")),
                new Attempt(
                        "a file tool",
                        "mcp__filesystem__write_file",
                        Map.of("path", folder + "/migrations/003.sql", "content", DROP)),
                new Attempt(
                        "a file tool that moves",
                        "mcp__filesystem__move_file",
                        Map.of("source", "/tmp/x", "destination", "migrations/003.sql")),
                new Attempt(
                        "a process tool",
                        "mcp__desktop__start_process",
                        Map.of("command", "psql -c 'DROP TABLE orders'")));
    }

    @TestFactory
    Stream<DynamicTest> everyAttempt() throws Exception {
        List<Attempt> all = new ArrayList<>(files());
        all.addAll(commands());
        return all.stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.name(), () -> {
                    Cli.Result result = repo.hook(attempt.tool(), attempt.input());
                    assertThat(result.code()).as(attempt.toString()).isEqualTo(2);
                    assertThat(result.err())
                            .startsWith("Lockkeeper: ")
                            .hasLineCount(1)
                            .doesNotContain("cannot judge");
                }));
    }

    /** The script in front of Java knows only words; what it lets through has to be what the decision allows. */
    @TestFactory
    Stream<DynamicTest> theScriptAsksAboutEachOfThem() throws Exception {
        assertThat(repo.cli
                        .run("init", "--yes", "--only", "claude-code", folder.toString())
                        .code())
                .isZero();
        List<Attempt> all = new ArrayList<>(files());
        all.addAll(commands());
        // A link that somebody else made is not to be seen in the words; the commit and CI see the file behind it.
        // A tool call without a file name does nothing in any client.
        all.removeIf(
                attempt -> List.of("through a link to a file", "no file name").contains(attempt.name()));
        return all.stream()
                .map(attempt -> DynamicTest.dynamicTest(
                        attempt.name(),
                        () -> assertThat(repo.script(
                                        "claude-code", "exit 2", repo.event(attempt.tool(), attempt.input())))
                                .isEqualTo(2)));
    }

    @TestFactory
    Stream<DynamicTest> eventsThatCannotBeRead() {
        return Stream.of(
                        "",
                        "null",
                        "[]",
                        "{",
                        "{\"tool_input\":{}}",
                        "{\"tool_name\":\"Read\",\"tool_name\":\"Bash\",\"tool_input\":{\"command\":\"rm x\"}}",
                        "{\"tool_name\":\"Read\",\"tool_input\":{}} {}",
                        "{\"tool_name\":\"Bash\",\"tool_input\":{}}",
                        "{\"tool_name\":\"Bash\",\"tool_input\":\"{oops\"}",
                        "{\"tool_name\":5,\"tool_input\":{}}")
                .map(event -> DynamicTest.dynamicTest(
                        "event " + event,
                        () -> assertThat(repo.hook(event).code()).isEqualTo(2)));
    }

    @Test
    void aBrokenConfigurationDeniesToo(@TempDir Path other) throws Exception {
        GuardedRepo broken = new GuardedRepo(other);
        broken.write("lockkeeper.yaml", "migrations: [\n");
        Cli.Result result = broken.hook("Bash", Map.of("command", "ls"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("cannot judge", "lockkeeper doctor");
    }
}
