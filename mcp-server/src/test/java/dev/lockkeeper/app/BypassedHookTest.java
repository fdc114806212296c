package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the hook cannot see has happened, and {@code verify --changed} catches it before it merges. */
class BypassedHookTest {
    private static final String DROP = "DROP TABLE orders;\n";

    @TempDir
    Path work;

    GuardedRepo change;

    @BeforeEach
    void anotherRepository() throws Exception {
        change = new GuardedRepo(work);
    }

    private void approved(String at) throws Exception {
        change.write(at + "/01.sql", GuardedRepo.SQL);
        change.write(at + "/approval.dsse.json", change.approval(Map.of("01.sql", GuardedRepo.SQL)));
    }

    private void refused(String reason) throws Exception {
        assertThat(change.verify().out()).contains(reason);
        assertThat(change.verify().code()).isEqualTo(1);
        change.commit("past the hook");
        assertThat(change.verify().code()).as("committed").isEqualTo(1);
    }

    @Test
    void aProgramThatSpellsTheNameItself() throws Exception {
        String name = new String(Base64.getDecoder().decode("bWlncmF0aW9ucy8wMDMuc3Fs"), StandardCharsets.UTF_8);
        Cli.Result hook = change.hook("Bash", Map.of("command", "python3 gen.py"));
        assertThat(hook.code()).as("the hook cannot know").isZero();
        change.write(name, DROP);
        refused("003.sql is not signed by any approval");
    }

    @Test
    void anOldMigrationEdited() throws Exception {
        change.write(GuardedRepo.OLD, DROP);
        refused("001_old.sql was changed, and it was there before Lockkeeper");
    }

    @Test
    void anOldMigrationDeleted() throws Exception {
        Files.delete(work.resolve(GuardedRepo.OLD));
        refused("001_old.sql was deleted, and it was there before Lockkeeper");
    }

    @Test
    void anOldMigrationUnderANewName() throws Exception {
        Files.move(work.resolve(GuardedRepo.OLD), work.resolve("migrations/009_old.sql"));
        refused("009_old.sql is not signed");
    }

    @Test
    void aBaselineThatComesWithTheChange() throws Exception {
        change.write("migrations/003.sql", DROP);
        Files.delete(work.resolve(".lockkeeper/baseline.json"));
        assertThat(change.cli
                        .run("init", "--yes", "--baseline", "--only", "agents", work.toString())
                        .code())
                .isZero();
        assertThat(work.resolve(".lockkeeper/baseline.json")).content().contains("migrations/003.sql");
        refused("003.sql is not signed");
    }

    @Test
    void capitalLetters() throws Exception {
        change.write("Migrations/003.SQL", DROP);
        refused("003.SQL is not signed");
    }

    @Test
    void aLinkToAFolder() throws Exception {
        change.write("elsewhere/003.sql", DROP);
        Files.createSymbolicLink(work.resolve("migrations/sub"), Path.of("../elsewhere"));
        refused("sub is a link to a folder");
    }

    @Test
    void aLinkToAFile() throws Exception {
        change.write("elsewhere.txt", DROP);
        Files.createSymbolicLink(work.resolve("migrations/003.sql"), Path.of("../elsewhere.txt"));
        refused("003.sql is a symbolic link");
    }

    @Test
    void carriageReturnsAfterApproval() throws Exception {
        approved("migrations/g");
        assertThat(change.verify().code()).isZero();
        change.write("migrations/g/01.sql", GuardedRepo.SQL.replace("\n", "\r\n"));
        refused("01.sql is not the file that approval.dsse.json signs");
    }

    @Test
    void theSameApprovalTwice() throws Exception {
        approved("migrations/g");
        Files.createDirectories(work.resolve("migrations/h"));
        for (String file : List.of("01.sql", "approval.dsse.json")) {
            Files.copy(work.resolve("migrations/g/" + file), work.resolve("migrations/h/" + file));
        }
        refused("is the approval that already lies in migrations/");
    }

    @Test
    void approvedForAnotherDatabase() throws Exception {
        change.write("migrations/g/01.sql", GuardedRepo.SQL);
        change.write(
                "migrations/g/approval.dsse.json", change.approvalOf("billing", Map.of("01.sql", GuardedRepo.SQL)));
        refused("is for database billing");
    }

    @Test
    void anotherDatabaseByChangingTheConfiguration() throws Exception {
        change.write("lockkeeper.yaml", "migrations: ['migrations/**/*.sql']\n");
        change.write("migrations/g/01.sql", GuardedRepo.SQL);
        change.write(
                "migrations/g/approval.dsse.json", change.approvalOf("billing", Map.of("01.sql", GuardedRepo.SQL)));
        refused("is for database billing");
    }

    @Test
    void aConfigurationThatCallsItNoMigration() throws Exception {
        change.git("switch", "-q", "main");
        change.write("lockkeeper.yaml", "migrations: ['schema/*.sql']\n");
        change.commit("another layout");
        change.git("switch", "-q", "-C", "feature");
        change.write("lockkeeper.yaml", "migrations: ['nothing/*.sql']\n");
        change.write("schema/003.sql", DROP);
        refused("003.sql is not signed");
    }

    @Test
    void expiredAndForeignApprovals() throws Exception {
        change.write("migrations/g/01.sql", GuardedRepo.SQL);
        change.write("migrations/g/approval.dsse.json", change.expired(Map.of("01.sql", GuardedRepo.SQL)));
        assertThat(change.verify().out()).contains("expired at");
        change.write("migrations/g/approval.dsse.json", change.foreign(Map.of("01.sql", GuardedRepo.SQL)));
        refused("which is not among the trusted keys");
    }

    @Test
    void migrationsThatAreNoSqlFiles() throws Exception {
        change.git("switch", "-q", "main");
        change.write("lockkeeper.yaml", "migrations: ['db/migrate/*.rb']\n");
        change.commit("rails");
        change.git("switch", "-q", "-C", "feature");
        change.write("db/migrate/20261125_drop.rb", "drop_table :orders\n");
        refused("20261125_drop.rb is not signed");
    }
}
