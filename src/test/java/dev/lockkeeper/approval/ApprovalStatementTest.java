package dev.lockkeeper.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ApprovalStatementTest {
    @Test
    void theSameContentKeyAndClockGiveTheSameBytes() {
        assertThat(Samples.approval().bytes()).isEqualTo(Samples.approval().bytes());
        assertThat(Samples.approval().bytes().sha256().hex())
                .as("changes only with the predicate's version, or when Samples holds more")
                .isEqualTo("fb19dada05061d76dd5b5d5fe843512ae771c7927dcf0aea3e96783a2d028f56");
    }

    @Test
    void subjectsStandInTheOrderTheyRun() {
        assertThat(new String(Samples.approval().statement().bytes().toArray(), StandardCharsets.UTF_8))
                .startsWith("{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{\"checklist\":[")
                .endsWith("\"predicateType\":\"https://lockkeeper.dev/approval/v1\",\"subject\":["
                        + subject(Samples.ONE) + "," + subject(Samples.UNDO) + "," + subject(Samples.TWO) + "]}")
                .contains("\"reason\":\"\\\"quiet\\\" hours\\t\\u0001\"", "\"ageSeconds\":2520", "\"phase\":2");
    }

    @Test
    void preAuthEncodingCountsBytes() {
        DsseEnvelope envelope = new DsseEnvelope("http://example.com/HelloWorld", Bytes.utf8("hello wörld"), List.of());

        assertThat(new String(envelope.preAuthEncoding(), StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 12 hello wörld");
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadBackWhateverTheTextsAre(@ForAll String requester, @ForAll String reason) throws Refused {
        if (requester.isBlank() || reason.isBlank() || halved(requester) || halved(reason)) {
            return;
        }
        ApprovalContent plain = Samples.content(
                new SignedVerdict.Approved(),
                List.of(new HumanDecision(requester, "x", "y", reason, Samples.NOW, Optional.empty())));
        ApprovalStatement statement = new ApprovalSigner(Samples.KEY, Samples.CLOCK)
                .sign(plain, Duration.ofDays(1))
                .statement();

        assertThat(StatementReader.read(statement.bytes())).isEqualTo(statement);
    }

    @Test
    void whichRunnerTheFilesAreForIsSigned() throws Refused {
        ApprovalContent plain = Samples.content();
        ApprovalContent content = new ApprovalContent(
                plain.reviewId(),
                plain.requester(),
                plain.verdict(),
                plain.input(),
                plain.database(),
                plain.postgres(),
                plain.ruleSet(),
                plain.context(),
                plain.phases(),
                plain.evidence(),
                plain.checklist(),
                plain.decisions(),
                Optional.of("flyway"));
        ApprovalStatement statement = new ApprovalSigner(Samples.KEY, Samples.CLOCK)
                .sign(content, Duration.ofDays(1))
                .statement();
        assertThat(new String(statement.bytes().toArray(), StandardCharsets.UTF_8))
                .contains("\"runner\":\"flyway\"");
        assertThat(StatementReader.read(statement.bytes())).isEqualTo(statement);
    }

    @Test
    void halfACharacterCannotBeSigned() {
        ApprovalContent content = Samples.content(
                new SignedVerdict.Approved(),
                List.of(new HumanDecision("\ud800", "x", "y", "z", Samples.NOW, Optional.empty())));

        assertThatThrownBy(() -> new ApprovalSigner(Samples.KEY, Samples.CLOCK).sign(content, Duration.ofDays(1)))
                .hasMessageContaining("surrogate");
    }

    @Test
    void nonsenseIsRefusedWhenItIsMade() {
        assertThatThrownBy(() -> Samples.content(new SignedVerdict.ApprovedThrough(3), List.of()))
                .hasMessage("approved through phase 3, but the last phase is 2");
        assertThatThrownBy(() -> new ApprovalSigner(Samples.KEY, Samples.CLOCK).sign(Samples.content(), Duration.ZERO))
                .hasMessageContaining("valid for a second");
        assertThatThrownBy(() -> Subject.of("../x.sql", Bytes.utf8(""))).hasMessageContaining("plain path");
    }

    private static boolean halved(String text) {
        return !StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static String subject(String name) {
        return "{\"digest\":{\"sha256\":\""
                + Samples.FILES.getOrDefault(name, Bytes.utf8("")).sha256() + "\"},\"name\":\"" + name + "\"}";
    }
}
