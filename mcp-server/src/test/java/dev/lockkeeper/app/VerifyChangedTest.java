package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A required check of a pull request: what an agent commits is approved to the byte, or the check fails. */
class VerifyChangedTest {
    @TempDir
    Path folder;

    private Cli cli;
    private Path migrations;
    private Path approved;

    @BeforeEach
    void aRepositoryThatTrustsTheGate() throws Exception {
        git("init", "-q", "-b", "main", ".");
        cli = new Cli(folder);
        migrations = Files.createDirectories(folder.resolve("migrations"));
        Files.writeString(folder.resolve(".gitignore"), "key.pem\nout/\n");
        Files.writeString(migrations.resolve("001_old.sql"), "CREATE TABLE never_reviewed (id int);\n");
        Files.writeString(folder.resolve("seed.sql"), "SELECT 1;\n");
        Path migration = Cli.SHOP.resolve("migrations/create-index.sql");
        Path out = folder.resolve("out/review");
        assertThat(cli.run(
                                "review",
                                "--shadow",
                                "embedded",
                                "--context",
                                Cli.SHOP.resolve("context.json").toString(),
                                "--out",
                                out.toString(),
                                migration.toString())
                        .code())
                .isZero();
        if (!Files.isDirectory(folder.resolve(".lockkeeper/keys"))) {
            copy(out.getParent().resolve(".lockkeeper"), folder.resolve(".lockkeeper"));
        }
        commit("what was there before");
        git("switch", "-q", "-c", "feature");
        approved = migrations.resolve("002_index.lockkeeper");
        copy(out, approved);
    }

    private Cli.Result verify(String... more) {
        List<String> command = new ArrayList<>(List.of("verify", "--changed", "--base", "main"));
        command.addAll(List.of(more));
        command.add(folder.toString());
        return cli.run(command.toArray(String[]::new));
    }

    @Test
    void onlyWhatIsApprovedToTheByteMayBeAdded() throws Exception {
        assertThat(verify().out()).contains("migrations/002_index.lockkeeper: approved");
        assertThat(verify().code()).isZero();
        commit("the approved files");
        assertThat(verify().code()).isZero();

        Path phase = sql(approved);
        String text = Files.readString(phase);
        Files.writeString(phase, text.replace("CREATE INDEX CONCURRENTLY", "CREATE INDEX"));
        assertThat(verify().code()).isEqualTo(1);
        assertThat(verify().out()).contains("NOT approved").contains(phase.getFileName() + " is not the file");
        Files.writeString(phase, text);

        Files.writeString(approved.resolve("99_more.sql"), "DROP TABLE orders;\n");
        assertThat(verify().out()).contains("99_more.sql is not signed by any approval");
        Files.delete(approved.resolve("99_more.sql"));

        Files.move(phase, approved.resolve("07_renamed.sql"));
        assertThat(verify().code()).isEqualTo(1);
        Files.move(approved.resolve("07_renamed.sql"), phase);
        assertThat(verify().code()).isZero();
    }

    @Test
    void whatNobodyReviewedIsRefused() throws Exception {
        Files.writeString(migrations.resolve("003_direct.sql"), "DROP TABLE orders;\n");
        Cli.Result result = verify();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("003_direct.sql is not signed by any approval")
                .contains("lockkeeper review");
        Files.delete(migrations.resolve("003_direct.sql"));
        Files.writeString(migrations.resolve("001_old.sql"), "DROP TABLE never_reviewed;\n");
        assertThat(verify().out()).contains("001_old.sql is not signed by any approval");
    }

    @Test
    void aChangeCannotBringItsOwnKeysOrDefineItselfAway() throws Exception {
        // Another gate, whose key comes with the change.
        Path elsewhere = Files.createDirectories(folder.resolve("out/other"));
        Cli other = new Cli(elsewhere);
        Path forged = elsewhere.resolve("forged");
        assertThat(other.run(
                                "review",
                                "--shadow",
                                "embedded",
                                "--context",
                                Cli.SHOP.resolve("context.json").toString(),
                                "--out",
                                forged.toString(),
                                Cli.SHOP.resolve("migrations/create-index.sql").toString())
                        .code())
                .isZero();
        copy(forged, migrations.resolve("004_forged.lockkeeper"));
        copy(elsewhere.resolve(".lockkeeper/keys"), folder.resolve(".lockkeeper/keys"));
        assertThat(verify().code()).isEqualTo(1);
        assertThat(verify("--keys", folder.resolve(".lockkeeper/keys").toString())
                        .code())
                .as("the same bytes under keys that a person names")
                .isZero();

        try (Stream<Path> all = Files.walk(migrations.resolve("004_forged.lockkeeper"))) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        Files.writeString(migrations.resolve("003_direct.sql"), "DROP TABLE orders;\n");
        Files.writeString(folder.resolve("lockkeeper.yaml"), "migrations: ['nothing/*.sql']\n");
        assertThat(verify().out()).contains("003_direct.sql is not signed by any approval");
    }

    @Test
    void aDeletedApprovalLeavesItsFilesBare() throws Exception {
        commit("the approved files");
        git("switch", "-q", "main");
        git("merge", "-q", "--ff-only", "feature");
        git("switch", "-q", "-c", "later");
        assertThat(verify().out()).contains("No migration differs from main.");
        Files.delete(approved.resolve("approval.dsse.json"));
        assertThat(verify().code()).isEqualTo(1);
    }

    private static Path sql(Path approved) throws Exception {
        try (Stream<Path> files = Files.list(approved)) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void commit(String message) throws Exception {
        git("add", "-A");
        git("-c", "user.name=t", "-c", "user.email=t@example.invalid", "commit", "-q", "-m", message);
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
