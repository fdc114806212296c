package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checklist of the repository holds a review up until it is answered by those whose answer counts. */
class ChecklistReviewTest {
    private static final String ANSWER = "- {id: announced, answer: on Monday, source: the runbook}\n";

    @TempDir
    private Path folder;

    private Cli cli;
    private Path migration;

    @BeforeEach
    void repository() throws Exception {
        cli = new Cli(folder);
        cli.file(
                "lockkeeper.yaml",
                "context: {max_age: never}\nshadow: {mode: embedded, forecast_seconds: 0}\nchecklists: [team.yaml]\n");
        migration = cli.file("seen.sql", "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN seen timestamptz;\n");
    }

    private void asking(String who) throws Exception {
        cli.file(
                "team.yaml",
                "name: team\ntitle: Ours\nitems:\n  - {id: announced, question: \"Was it announced?\", why: Support., evidence: answer, answered_by: "
                        + who + "}\n");
    }

    private Cli.Result review() {
        return cli.run(
                "review",
                "--force",
                "--requester",
                "agent",
                "--config",
                folder.resolve("lockkeeper.yaml").toString(),
                "--context",
                Cli.SHOP.resolve("context.json").toString(),
                migration.toString());
    }

    @Test
    void anAnswerWithItsSourceIsEnoughWhereAnyoneMayGiveIt() throws Exception {
        asking("anyone");
        Cli.Result open = review();
        assertThat(open.out()).startsWith("NEEDS A DECISION").contains("Was it announced?");
        assertThat(open.code()).isEqualTo(1);

        cli.file("seen.sql.answers.yaml", ANSWER);
        Cli.Result answered = review();
        assertThat(answered.out()).startsWith("APPROVED");
        assertThat(Files.readString(folder.resolve("seen.sql.lockkeeper/report.md")))
                .contains("on Monday")
                .contains("said by agent")
                .contains("the runbook");
    }

    @Test
    void aReviewersItemIsNotAnsweredByTheAgent() throws Exception {
        asking("reviewer");
        cli.file("seen.sql.answers.yaml", ANSWER);
        assertThat(review().out()).startsWith("NEEDS A DECISION").contains("a reviewer has to confirm: on Monday");
    }

    @Test
    void anAnswerToNoItemIsNamed() throws Exception {
        asking("anyone");
        cli.file("seen.sql.answers.yaml", ANSWER + "- {id: announcd, answer: x, source: y}\n");
        Cli.Result result = review();
        assertThat(result.out()).startsWith("APPROVED");
        assertThat(result.err()).contains("the answer to announcd does not count: the checklist has no such item");
    }

    @Test
    void aBrokenChecklistIsAUsageError() throws Exception {
        cli.file("team.yaml", "name: team\ntitle: Ours\nitems:\n  - {id: a, question: Q, why: W, evidence: hearsay}\n");
        Cli.Result result = review();
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("team.yaml:4").contains("hearsay");
    }
}
