package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pull request with a runner's files: the switch beside a script is as much a part of it as the script. */
class RunnerChangedTest {
    private static final Map<String, String> FILES = Map.of(
            "V42_1__a.sql", "CREATE INDEX CONCURRENTLY a ON orders (status);\n",
            "V42_1__a.sql.conf", "executeInTransaction=false\n");

    @TempDir
    private Path folder;

    private GuardedRepo repo;

    @BeforeEach
    void approvedAndMerged() throws Exception {
        repo = new GuardedRepo(folder);
        FILES.forEach((name, text) -> {
            try {
                repo.write("migrations/" + name, text);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        repo.write("migrations/V42_1__a.approval.dsse.json", repo.approval(FILES));
        repo.write("migrations/README.md", "How we migrate.\n");
        assertThat(repo.verify().code()).as(repo.verify().out()).isZero();
        repo.commit("approved files of a runner");
        assertThat(repo.verify().code()).isZero();
        repo.git("switch", "-q", "main");
        repo.git("merge", "-q", "--ff-only", "feature");
        repo.git("switch", "-q", "-c", "another");
    }

    @Test
    void aChangedSwitchIsNotApproved() throws Exception {
        repo.write("migrations/V42_1__a.sql.conf", "executeInTransaction=true\n");
        assertThat(repo.verify().code()).isEqualTo(1);
        assertThat(repo.verify().out()).contains("V42_1__a.sql.conf is not the file");
    }

    @Test
    void aDeletedSwitchIsNotApproved() throws Exception {
        Files.delete(folder.resolve("migrations/V42_1__a.sql.conf"));
        assertThat(repo.verify().code()).isEqualTo(1);
    }

    @Test
    void whatNobodySignedAndNoRunnerRunsIsNobodysBusiness() throws Exception {
        repo.write("migrations/README.md", "How we migrate now.\n");
        assertThat(repo.verify().out()).contains("No migration differs");
    }
}
