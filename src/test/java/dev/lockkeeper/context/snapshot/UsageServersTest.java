package dev.lockkeeper.context.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which servers of a cluster nobody read. {@code p>a,b} is the primary p that feeds a and b, {@code a<} a standby,
 * {@code a<>c} one that feeds c; {@code ?} an address that cannot be seen, {@code down} a replica that does not answer.
 */
class UsageServersTest {
    @ParameterizedTest(name = "{0}, read too: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    p>      |             | 0
                    p>a     |             | 1
                    p>a     | a<          | 0
                    p>a,b   | a<          | 1
                    p>a,b   | a< b<       | 0
                    p>a     | c<          | 2
                    p>a     | a<>c        | 1
                    p>a     | a<>c c<     | 0
                    p>p     |             | 1
                    p>p     | p<          | 0
                    p>?     | a<          | 2
                    p>a     | ?<          | 2
                    a<      |             | 1
                    a<      | p>a         | 0
                    a<      | p>a,b       | 1
                    p>      | down        | 1
                    p>a     | down        | 1
                    p>a     | a< down     | 1
                    """)
    void unread(String captured, String others, int unread) {
        List<ReplicaUse> replicas = new ArrayList<>();
        if (others != null) {
            Arrays.stream(others.split(" ")).map(UsageServersTest::replica).forEach(replicas::add);
        }
        assertThat(new UsageServers(member(captured), replicas).unread()).isEqualTo(unread);
    }

    private static ReplicaUse replica(String text) {
        boolean answers = !text.equals("down");
        return new ReplicaUse(
                answers,
                List.of(),
                OptionalLong.empty(),
                Map.of(),
                answers ? Optional.of(member(text)) : Optional.empty(),
                List.of());
    }

    private static ClusterMember member(String text) {
        String[] parts = text.split(">", 2);
        List<Optional<String>> standbys = parts.length < 2 || parts[1].isEmpty()
                ? List.of()
                : Arrays.stream(parts[1].split(","))
                        .map(UsageServersTest::address)
                        .toList();
        return new ClusterMember(address(parts[0].replace("<", "")), parts[0].endsWith("<"), standbys);
    }

    private static Optional<String> address(String name) {
        return Optional.of(name).filter(known -> !known.equals("?"));
    }
}
