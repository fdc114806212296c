package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as the runners have them, read with what lies beside them. */
class RunnerInputTest {
    private static final String OUTSIDE =
            "SET lock_timeout = 0;\nCREATE INDEX CONCURRENTLY a ON orders (quantity);\nRESET lock_timeout;\n";
    private static final String INSIDE = "concurrently-inside-transaction";

    @TempDir
    private Path folder;

    private String lint(Path file) throws Exception {
        return new Cli(folder)
                .run("lint", "--context", Cli.SHOP.resolve("context.json").toString(), file.toString())
                .out();
    }

    private Path write(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void flywaysSwitchLiesBesideTheScript() throws Exception {
        Path script = write("db/V42__a.sql", OUTSIDE);
        assertThat(lint(script)).contains(INSIDE);
        write("db/V42__a.sql.conf", "executeInTransaction=false\n");
        assertThat(lint(script)).doesNotContain(INSIDE);
    }

    @Test
    void aMigrationInAnotherLanguageSaysHowItsSqlRuns() throws Exception {
        Path up = write("db/migrate/42_a.up.sql", OUTSIDE);
        String rails = "class A < ActiveRecord::Migration[5.2]\n";
        write("db/migrate/42_a.rb", rails);
        assertThat(lint(up)).contains(INSIDE).contains("disable_ddl_transaction!");
        write("db/migrate/42_a.rb", rails + "  disable_ddl_transaction!\n");
        assertThat(lint(up)).doesNotContain(INSIDE);
    }

    @Test
    void whatTakesBackIsNoMigrationOfItsOwn() throws Exception {
        write("shop/deploy/a.sql", "CREATE TABLE a (id int);\n");
        write("shop/revert/a.sql", "DROP TABLE a;\n");
        write("shop/verify/a.sql", "SELECT 1 / 0;\n");
        write("prisma/migrations/42_b/migration.sql", "CREATE TABLE b (id int);\n");
        write("prisma/migrations/42_b/down.sql", "DROP TABLE b;\n");
        write("flyway/V1__c.sql", "CREATE TABLE c (id int);\n");
        write("flyway/U1__c.sql", "DROP TABLE c;\n");
        String out = new Cli(folder)
                .run(
                        "lint",
                        "--format",
                        "json",
                        "--context",
                        Cli.SHOP.resolve("context.json").toString(),
                        folder.toString())
                .out();
        assertThat(out)
                .contains("deploy/a.sql", "42_b/migration.sql", "V1__c.sql")
                .doesNotContain("revert/a.sql", "verify/a.sql", "down.sql", "U1__c.sql")
                .doesNotContain("missing-rollback");
    }
}
