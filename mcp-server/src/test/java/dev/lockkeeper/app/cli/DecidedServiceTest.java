package dev.lockkeeper.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.app.service.Review;
import dev.lockkeeper.app.service.ReviewOrder;
import dev.lockkeeper.app.service.ReviewState;
import dev.lockkeeper.app.service.Reviews;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** What reviewers sign with `lockkeeper decide` counts when an agent asks a server about the same file. */
class DecidedServiceTest {
    private static final Path SHOP = Path.of("..", "examples", "shop");
    private static final String SQL = "SET lock_timeout = '2s';\nALTER TABLE orders DROP COLUMN legacy_code;\n";

    /** Below the working folder: of other places a server reads no decisions. */
    @TempDir(factory = BelowHere.class)
    private Path folder;

    static final class BelowHere implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws Exception {
            return Files.createTempDirectory(Path.of("target"), "decided");
        }
    }

    @Test
    void anAgentGetsWhatTwoReviewersLetThrough() throws Exception {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("LOCKKEEPER_KEY_FILE", folder.resolve("key.pem").toString());
        Files.createDirectories(folder.resolve(".lockkeeper"));
        Path migration = Files.writeString(folder.resolve("drop.sql"), SQL);
        StringBuilder reviewers = new StringBuilder();
        for (String name : List.of("anna", "bob")) {
            Path key = folder.resolve(name);
            assertThat(new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
            reviewers.append(name).append(' ').append(Files.readString(Path.of(key + ".pub")));
        }
        Files.writeString(folder.resolve(".lockkeeper/reviewers"), reviewers);
        assertThat(verdict(environment, migration)).isInstanceOf(Verdict.NeedsDecision.class);
        for (String name : List.of("anna", "bob")) {
            assertThat(decide(environment, migration, name)).isZero();
        }
        assertThat(verdict(environment, migration)).isInstanceOf(Verdict.Approved.class);
    }

    private int decide(Map<String, String> environment, Path migration, String name) {
        return LockkeeperCommand.run(
                environment,
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(new ByteArrayOutputStream()),
                System.err,
                "decide",
                "--accept",
                "--yes",
                "--requester",
                "agent",
                "--reviewer",
                name,
                "--reason",
                "no job reads it",
                "--key",
                folder.resolve(name).toString(),
                "--config",
                SHOP.resolve("lockkeeper.yaml").toString(),
                "--context",
                SHOP.resolve("context.json").toString(),
                migration.toString());
    }

    private static Verdict verdict(Map<String, String> environment, Path migration) throws Exception {
        CommonOptions common = new CommonOptions();
        common.config = Optional.of(SHOP.resolve("lockkeeper.yaml"));
        common.context = Optional.of(SHOP.resolve("context.json"));
        Console console = new Console(
                environment,
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(new ByteArrayOutputStream()),
                System.err);
        try (Reviews reviews = new ServiceBuilder(console, new Gates(environment, Clock.systemUTC()), common)
                .build(Optional.empty())
                .reviews()) {
            Review review = reviews.submit(new ReviewOrder(
                    Optional.empty(),
                    migration.toString(),
                    SQL,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    true,
                    "agent"));
            ReviewState state = review.await(Duration.ofMinutes(2));
            assertThat(state).isInstanceOf(ReviewState.Finished.class);
            return ((ReviewState.Finished) state).result().report().verdict();
        }
    }
}
