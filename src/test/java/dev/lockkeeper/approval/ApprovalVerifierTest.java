package dev.lockkeeper.approval;

import static dev.lockkeeper.approval.Samples.ONE;
import static dev.lockkeeper.approval.Samples.TWO;
import static dev.lockkeeper.approval.Samples.UNDO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ApprovalVerifierTest {
    private static final String ENVELOPE = DsseEnvelope.FILE_NAME;

    @Test
    void aValidApprovalHandsOutTheVerifiedBytes() {
        VerificationOutcome outcome = Samples.verifier().verify(ApprovalFolder.of(Samples.folder()));

        assertThat(outcome)
                .isEqualTo(new VerificationOutcome.Valid(List.of(new VerifiedApproval(
                        ENVELOPE,
                        Samples.approval().statement(),
                        Samples.KEY.verificationKey(),
                        new TreeMap<>(Samples.FILES)))));
    }

    static Stream<Arguments> tampering() {
        return Stream.of(
                row("CHANGED_FILE " + ONE, files -> files.put(ONE, Bytes.utf8("DROP TABLE orders;"))),
                row("MISSING_FILE " + UNDO, files -> files.remove(UNDO)),
                row("UNSIGNED_FILE V3__extra.sql", files -> files.put("V3__extra.sql", Bytes.utf8(""))),
                row("UNSIGNED_FILE sub/x.SQL", files -> files.put("sub/x.SQL", Bytes.utf8("SELECT 1"))),
                row(
                        "RENAMED_FILE " + TWO + ", UNSIGNED_FILE V0__first.sql",
                        files -> move(files, TWO, "V0__first.sql")),
                row("CHANGED_FILE " + ONE + ", CHANGED_FILE " + TWO, files -> swap(files, ONE, TWO)),
                row(
                        "NO_ENVELOPE " + ENVELOPE + ", UNSIGNED_FILE " + ONE + ", UNSIGNED_FILE " + TWO
                                + ", UNSIGNED_FILE " + UNDO,
                        files -> files.remove(ENVELOPE)),
                row("", files -> files.put("README.md", Bytes.utf8("notes are not run"))),
                row("", files -> files.replaceAll((name, bytes) -> bytes)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tampering")
    void aFolderThatIsNotAsSignedIsRefusedByName(String expected, Consumer<TreeMap<String, Bytes>> change) {
        TreeMap<String, Bytes> files = Samples.folder();
        change.accept(files);

        assertThat(reasons(Samples.verifier(), files)).isEqualTo(expected);
    }

    static Stream<Arguments> envelopes() {
        DsseEnvelope good = Samples.approval().envelope();
        EnvelopeSignature signature = good.signatures().getFirst();
        String text = new String(good.bytes().toArray(), StandardCharsets.UTF_8);
        String payload = new String(good.payload().toArray(), StandardCharsets.UTF_8);
        String payloadType = "\"payloadType\":\"" + DsseEnvelope.IN_TOTO + "\"";
        return Stream.of(
                arguments("MALFORMED", Bytes.utf8("")),
                arguments("MALFORMED", Bytes.utf8("[]\n")),
                arguments("MALFORMED", Bytes.utf8(text + "{}")),
                arguments("MALFORMED", Bytes.utf8(text.replace("\"sig\"", "\"sign\""))),
                arguments("MALFORMED", Bytes.of(new byte[] {'{', (byte) 0xC3, '}'})),
                arguments("DUPLICATE_KEY", Bytes.utf8(text.replace(payloadType, payloadType + "," + payloadType))),
                arguments("NOT_CANONICAL", Bytes.utf8(text.strip())),
                arguments("NOT_CANONICAL", Bytes.utf8(text.replace("{\"payload\"", "{\"a\":1,\"payload\""))),
                arguments("NOT_CANONICAL", Bytes.utf8(text.replace("application/vnd", "application\\/vnd"))),
                arguments("NOT_CANONICAL", Bytes.utf8(text.replace(payloadType, payloadType + " "))),
                arguments(
                        "WRONG_PAYLOAD_TYPE",
                        new DsseEnvelope("application/json", good.payload(), good.signatures()).bytes()),
                arguments("SEVERAL_SIGNATURES", signatures(good)),
                arguments("SEVERAL_SIGNATURES", signatures(good, signature, signature)),
                arguments(
                        "SEVERAL_SIGNATURES",
                        signatures(
                                good,
                                signatureOf(Samples.OTHER, good),
                                signatureOf(Samples.key(3, TrustLevel.GATE), good))),
                arguments("UNKNOWN_KEY", signatures(good, signatureOf(Samples.OTHER, good))),
                arguments("UNKNOWN_KEY", signatures(good, new EnvelopeSignature("", signature.signature()))),
                arguments(
                        "UNKNOWN_KEY",
                        signatures(good, new EnvelopeSignature(Samples.KEY.id().shortForm(), signature.signature()))),
                arguments(
                        "BAD_SIGNATURE",
                        signatures(
                                good,
                                new EnvelopeSignature(
                                        signature.keyId(),
                                        signatureOf(Samples.OTHER, good).signature()))),
                arguments("BAD_SIGNATURE", signatures(good, new EnvelopeSignature(signature.keyId(), Bytes.utf8("")))),
                arguments(
                        "FALSE_CLAIM",
                        signed(payload.replace(
                                Samples.KEY.id().hex(), Samples.OTHER.id().hex()))),
                arguments(
                        "FALSE_CLAIM", signed(payload.replace("\"trustLevel\":\"gate\"", "\"trustLevel\":\"local\""))),
                arguments("DUPLICATE_KEY", signed(payload.replace("\"ruleSet\"", "\"ruleSet\":\"x\",\"ruleSet\""))),
                arguments("NOT_CANONICAL", signed(payload.replace("\"ruleSet\"", "\"ruleSes\":\"x\",\"ruleSet\""))),
                arguments("NOT_CANONICAL", signed(payload.replace("T10:00:00Z", "T10:00:00.000Z"))),
                arguments(
                        "MALFORMED",
                        signed(payload.replace("\"rollback\":[\"" + UNDO + "\"]", "\"rollback\":[\"" + ONE + "\"]"))),
                arguments("MALFORMED", signed(payload.replace("\"number\":2", "\"number\":1"))),
                arguments("MALFORMED", signed(payload.replace("\"timeline\":3", "\"timeline\":3.0"))),
                arguments("MALFORMED", signed("")),
                arguments("WRONG_PAYLOAD_TYPE", signed(payload.replace("approval/v1", "approval/v2"))),
                arguments("WRONG_PAYLOAD_TYPE", signed(payload.replace("Statement/v1", "Statement/v0.1"))),
                arguments("BAD_NAME", named("../" + TWO)),
                arguments("BAD_NAME", named("/etc/" + TWO)),
                arguments("BAD_NAME", named("a//" + TWO)),
                arguments("BAD_NAME", named("./" + TWO)),
                arguments("BAD_NAME", named("..\\\\" + TWO)),
                arguments("BAD_NAME", named("C:" + TWO)),
                arguments("BAD_NAME", named("\\u0000" + TWO)),
                arguments("BAD_NAME", named("\u202e" + TWO)),
                arguments("BAD_NAME", named("u\u0308" + TWO)),
                arguments("BAD_NAME", named("sub/approval.dsse.json")));
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void anEnvelopeThatIsNotOursIsRefused(String code, Bytes envelope) {
        assertThat(reasons(Samples.verifier(), Samples.folder(envelope)))
                .isEqualTo(code + " " + ENVELOPE + ", UNSIGNED_FILE " + ONE + ", UNSIGNED_FILE " + TWO
                        + ", UNSIGNED_FILE " + UNDO);
    }

    @Test
    void theTableAboveStartsFromAnEnvelopeThatIsAccepted() {
        DsseEnvelope good = Samples.approval().envelope();
        String payload = new String(good.payload().toArray(), StandardCharsets.UTF_8);

        assertThat(signed(payload)).isEqualTo(good.bytes());
        assertThat(reasons(Samples.verifier(), Samples.folder(signed(payload)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT-301S,NOT_YET_VALID", "PT-300S,''", "PT0S,''", "PT7199S,''", "PT7200S,EXPIRED", "P400D,EXPIRED"})
    void datesAreJudgedByTheClock(Duration passed, String code) {
        assertThat(reasons(Samples.verifierAfter(passed), Samples.folder()))
                .startsWith(code)
                .hasSize(code.isEmpty() ? 0 : code.length() + 1 + ENVELOPE.length());
    }

    @Test
    void anApprovalEndsWithTheDecisionItRestsOn() {
        Bytes envelope = new ApprovalSigner(Samples.KEY, Samples.CLOCK)
                .sign(Samples.content(), Duration.ofDays(30))
                .bytes();

        assertThat(reasons(Samples.verifierAfter(Duration.ofSeconds(7199)), Samples.folder(envelope)))
                .isEmpty();
        assertThat(reasons(Samples.verifierAfter(Duration.ofSeconds(7200)), Samples.folder(envelope)))
                .isEqualTo("EXPIRED " + ENVELOPE);
    }

    @Test
    void aReasonNamesTheFileAndTheNextStep() {
        TreeMap<String, Bytes> files = Samples.folder();
        files.put(TWO, Bytes.utf8("x"));

        assertThat(((VerificationOutcome.Invalid) Samples.verifier().verify(ApprovalFolder.of(files))).reasons())
                .hasToString("[V2__validate.sql is not the file that approval.dsse.json signs: "
                        + "restore the file as it was signed, or run `lockkeeper review` again]");
        assertThat(Refusal.Code.values())
                .allSatisfy(
                        code -> assertThat(new Refusal(code, "f", "d").next()).isNotBlank());
    }

    @Test
    void envelopesInSubfoldersCoverFilesBesideThem() {
        TreeMap<String, Bytes> files = new TreeMap<>();
        Samples.folder().forEach((name, bytes) -> files.put("db/shop/" + name, bytes));
        assertThat(reasons(Samples.verifier(), files)).isEmpty();

        move(files, "db/shop/" + ENVELOPE, "db/" + ENVELOPE);
        assertThat(reasons(Samples.verifier(), files))
                .contains("RENAMED_FILE db/" + ONE, "UNSIGNED_FILE db/shop/" + ONE);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments(Set.of(), ""),
                arguments(Set.of("V0__old.sql"), "UNSIGNED_FILE V0__old.sql"),
                arguments(Set.of(ONE), "MISSING_FILE " + TWO),
                arguments(Set.of(TWO), "MISSING_FILE " + TWO),
                arguments(Set.of(ENVELOPE), "MISSING_FILE " + TWO),
                arguments(Set.of("README.md", "old.approval.dsse.json"), "MALFORMED old.approval.dsse.json"),
                arguments(Set.of("gone.sql"), ""));
    }

    /** The folder has an old unsigned file, an old broken envelope, and lost a signed file. */
    @ParameterizedTest
    @MethodSource("changes")
    void onlyWhatAChangeTouchesIsJudged(Set<String> changed, String expected) {
        TreeMap<String, Bytes> files = Samples.folder();
        files.put("V0__old.sql", Bytes.utf8("SELECT 1;"));
        files.put("old.approval.dsse.json", Bytes.utf8("{"));
        files.remove(TWO);

        String reasons = text(Samples.verifier().verifyChanged(ApprovalFolder.of(files), changed));
        assertThat(reasons.replace("MALFORMED old.approval.dsse.json, UNSIGNED", "UNSIGNED"))
                .isEqualTo(expected);
    }

    private static Arguments row(String expected, Consumer<TreeMap<String, Bytes>> change) {
        return arguments(expected, change);
    }

    private static void move(TreeMap<String, Bytes> files, String from, String to) {
        files.put(to, java.util.Objects.requireNonNull(files.remove(from)));
    }

    private static void swap(TreeMap<String, Bytes> files, String one, String two) {
        move(files, one, "kept");
        move(files, two, one);
        move(files, "kept", two);
    }

    private static EnvelopeSignature signatureOf(SigningKey key, DsseEnvelope envelope) {
        return new EnvelopeSignature(key.id().hex(), Bytes.of(key.sign(envelope.preAuthEncoding())));
    }

    private static Bytes signatures(DsseEnvelope envelope, EnvelopeSignature... signatures) {
        return new DsseEnvelope(envelope.payloadType(), envelope.payload(), List.of(signatures)).bytes();
    }

    /** Any payload under a good signature: what a broken or hostile signer with a trusted key could produce. */
    private static Bytes signed(String payload) {
        return DsseEnvelope.sign(Bytes.utf8(payload), Samples.KEY).bytes();
    }

    private static Bytes named(String name) {
        return signed(new String(Samples.approval().envelope().payload().toArray(), StandardCharsets.UTF_8)
                .replace(TWO, name));
    }

    private static String reasons(ApprovalVerifier verifier, TreeMap<String, Bytes> files) {
        return text(verifier.verify(ApprovalFolder.of(files)));
    }

    private static String text(VerificationOutcome outcome) {
        List<String> found = new ArrayList<>();
        if (outcome instanceof VerificationOutcome.Invalid(var reasons)) {
            reasons.forEach(reason -> found.add(reason.code() + " " + reason.file()));
        }
        return String.join(", ", found);
    }
}
