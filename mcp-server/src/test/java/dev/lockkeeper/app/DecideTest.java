package dev.lockkeeper.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a question to signed files: reviewers with SSH keys of their own, made by ssh-keygen, on the shop of the examples. */
class DecideTest {
    @TempDir
    private Path folder;

    private Cli cli;
    private Path migration;

    @BeforeEach
    void repository() throws Exception {
        cli = new Cli(folder);
        migration = cli.file("drop.sql", "SET lock_timeout = '2s';\nALTER TABLE orders DROP COLUMN legacy_code;\n");
        Files.createDirectories(folder.resolve(".lockkeeper"));
        StringBuilder reviewers = new StringBuilder();
        for (String name : List.of("anna", "bob", "mallory")) {
            Process made = new ProcessBuilder(
                            "ssh-keygen",
                            "-q",
                            "-t",
                            "ed25519",
                            "-N",
                            "",
                            "-f",
                            key(name).toString())
                    .inheritIO()
                    .start();
            assertThat(made.waitFor()).isZero();
            if (!name.equals("mallory")) {
                reviewers.append(name).append("@example.com ").append(Files.readString(Path.of(key(name) + ".pub")));
            }
        }
        Files.writeString(folder.resolve(".lockkeeper/reviewers"), reviewers);
    }

    private Path key(String name) {
        return folder.resolve("key-of-" + name);
    }

    private Cli.Result review() {
        return run("review", "--force", "--requester", "agent");
    }

    private Cli.Result decide(String reviewer, String keyOf, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "decide",
                "--requester",
                "agent",
                "--reviewer",
                reviewer,
                "--reason",
                "no job reads it",
                "--key",
                key(keyOf).toString()));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    private Cli.Result run(String... first) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(List.of(
                "--shadow",
                "embedded",
                "--config",
                Cli.SHOP.resolve("lockkeeper.yaml").toString(),
                "--context",
                Cli.SHOP.resolve("context.json").toString(),
                migration.toString()));
        return cli.run(words.toArray(String[]::new));
    }

    private Path decision(String reviewer) {
        return Path.of(migration + ".decisions").resolve(reviewer + "@example.com.decision.json");
    }

    @Test
    void twoReviewersLetADropThroughAndTheirNamesAreSigned() throws Exception {
        assertThat(review().out()).startsWith("NEEDS A DECISION");
        Path output = Path.of(migration + ".lockkeeper");
        assertThat(output.resolve("approval.dsse.json")).doesNotExist();

        Cli.Result shown = decide("anna@example.com", "anna", "--accept");
        assertThat(shown.out()).contains("cannot be taken back", "Nothing was signed");
        assertThat(decision("anna")).doesNotExist();

        Cli.Result anna = decide("anna@example.com", "anna", "--accept", "--yes");
        assertThat(anna.code()).as(anna.out() + anna.err()).isZero();
        assertThat(review().out()).as("one of two").startsWith("NEEDS A DECISION");

        assertThat(decide("bob@example.com", "bob", "--accept", "--yes").code()).isZero();
        Cli.Result approved = review();
        assertThat(approved.out()).startsWith("APPROVED").contains("decided by anna@example.com, bob@example.com");
        assertThat(approved.code()).isZero();
        String envelope = Files.readString(output.resolve("approval.dsse.json"));
        String statement = new String(
                Base64.getDecoder().decode(envelope.replaceAll("(?s).*\"payload\":\"([^\"]*)\".*", "$1")),
                StandardCharsets.UTF_8);
        assertThat(statement).contains("\"reviewer\":\"anna@example.com\"", "\"reason\":\"no job reads it\"");
        assertThat(cli.run("verify", output.toString()).code()).isZero();

        String other = Files.readString(migration).replace("legacy_code", "reference");
        Files.writeString(migration, other);
        Cli.Result changed = review();
        assertThat(changed.out()).startsWith("NEEDS A DECISION");
        assertThat(changed.err()).contains("does not count: the migration is another one now");
        assertThat(Files.readString(output.resolve("report.md"))).contains("the migration is another one now");
    }

    @Test
    void oneNoIsEnough() {
        assertThat(decide("bob@example.com", "bob", "--reject", "--yes").code()).isZero();
        Cli.Result rejected = review();
        assertThat(rejected.out()).startsWith("REJECTED").contains("bob@example.com answered no");
        assertThat(rejected.code()).isEqualTo(1);
    }

    @Test
    void whoAskedAndWhoIsNotKnownDecidesNothing() throws Exception {
        Cli.Result own = decide("Agent", "mallory", "--accept", "--yes");
        assertThat(own.code()).isEqualTo(2);
        assertThat(own.err()).contains("nobody decides about what they asked for");

        Cli.Result stranger = decide("mallory@example.com", "mallory", "--accept", "--yes");
        assertThat(stranger.code()).isEqualTo(2);
        assertThat(stranger.err()).contains("does not know this key", "Nothing was decided");
        Cli.Result disguised = decide("anna@example.com", "mallory", "--accept", "--yes");
        assertThat(disguised.code()).isEqualTo(2);
        assertThat(decision("anna")).doesNotExist();

        Path reviewers = folder.resolve(".lockkeeper/reviewers");
        String named = Files.readString(reviewers);
        String anna = Files.readString(Path.of(key("anna") + ".pub"));
        for (String several : List.of(
                "*@example.com " + anna,
                "anna@example.com,carol@example.com " + anna,
                named + "carol@example.com " + anna)) {
            Files.writeString(reviewers, several);
            assertThat(decide("carol@example.com", "anna", "--accept", "--yes").code())
                    .as(several)
                    .isEqualTo(2);
        }
        Files.writeString(reviewers, named);

        assertThat(decide("anna@example.com", "anna", "--accept", "--yes").code())
                .isZero();
        String text = Files.readString(decision("anna"));
        for (String changed : List.of(
                text.replace("anna@example.com", "bob@example.com"),
                text.replace("no job reads it", "no job reads it!"),
                text.replace("{", "{ "))) {
            Files.writeString(decision("anna"), changed);
            Cli.Result forged = review();
            assertThat(forged.code()).as(forged.out()).isEqualTo(2);
            assertThat(forged.err()).contains(decision("anna").getFileName().toString());
        }
    }
}
