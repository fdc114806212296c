package dev.lockkeeper.approval;

import dev.lockkeeper.pg.PgVersion;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A signed folder with two phases, a rollback and a decision, made from a fixed key and a fixed clock. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final SigningKey KEY = key(1, TrustLevel.GATE);
    static final SigningKey OTHER = key(2, TrustLevel.LOCAL);
    static final String ONE = "V1__expand.sql";
    static final String UNDO = "rollback/V1__expand.sql";
    static final String TWO = "V2__validate.sql";
    static final Map<String, Bytes> FILES = Map.of(
            ONE, Bytes.utf8("-- phase 1\r\nALTER TABLE orders ADD COLUMN größe bigint;\n"),
            UNDO, Bytes.utf8("ALTER TABLE orders DROP COLUMN größe;\n"),
            TWO, Bytes.utf8("ALTER TABLE orders VALIDATE CONSTRAINT c;"));

    private Samples() {}

    /** The PKCS #8 form of an Ed25519 key is a fixed header and the 32 bytes of the seed (RFC 8410). */
    static SigningKey key(int seed, TrustLevel level) {
        String der = "302e020100300506032b657004220420" + "%02x".formatted(seed).repeat(32);
        try {
            return new SigningKey(Ed25519.fromPkcs8(HexFormat.of().parseHex(der)), level);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static VerificationKeys trusted() {
        return VerificationKeys.of(List.of(KEY.verificationKey()));
    }

    static ApprovalVerifier verifier() {
        return new ApprovalVerifier(trusted(), CLOCK);
    }

    static ApprovalVerifier verifierAfter(Duration passed) {
        return new ApprovalVerifier(trusted(), Clock.offset(CLOCK, passed));
    }

    static ApprovalContent content() {
        return content(
                new SignedVerdict.ApprovedThrough(2),
                List.of(new HumanDecision(
                        "dana",
                        "window",
                        "accept",
                        "\"quiet\" hours\t\u0001",
                        NOW,
                        Optional.of(NOW.plusSeconds(7200)))));
    }

    static ApprovalContent content(SignedVerdict verdict, List<HumanDecision> decisions) {
        return new ApprovalContent(
                "r-7f3a",
                "agent",
                verdict,
                Bytes.utf8("ALTER TABLE orders ADD COLUMN größe bigint NOT NULL")
                        .sha256(),
                new SignedDatabase("7301", "shop", 3, "10.0.0.4", 5432, NOW.minusSeconds(86400)),
                PgVersion.parse("16.6 (Debian)"),
                "0.1.0+rules.1",
                new SignedContext(
                        Bytes.utf8("context").sha256(),
                        Duration.ofMinutes(42),
                        List.of(new SignedTable("public.orders", 40_000_000, 8_400_000_000L)),
                        Optional.of("Sat 02:00-04:00")),
                List.of(
                        new SignedPhase(
                                1,
                                "expand",
                                subjects(ONE),
                                subjects(UNDO),
                                "schema-a",
                                "schema-b",
                                List.of(new SignedStep("1.1", "add column", 1, 1, 10, Optional.empty())),
                                Optional.empty()),
                        new SignedPhase(
                                2,
                                "validate",
                                subjects(TWO),
                                List.of(),
                                "schema-b",
                                "schema-b",
                                List.of(new SignedStep("2.1", "drop column", 1, 0, 10, Optional.of("every value"))),
                                Optional.of("code that no longer reads it"))),
                Bytes.utf8("evidence").sha256(),
                List.of(new ChecklistEntry("size-looked-up", "yes", "context: 8,100,000 rows")),
                decisions);
    }

    static SignedApproval approval() {
        return new ApprovalSigner(KEY, CLOCK).sign(content(), Duration.ofHours(2));
    }

    /** The envelope and every file it covers. */
    static TreeMap<String, Bytes> folder() {
        return folder(approval().bytes());
    }

    static TreeMap<String, Bytes> folder(Bytes envelope) {
        TreeMap<String, Bytes> files = new TreeMap<>(FILES);
        files.put(DsseEnvelope.FILE_NAME, envelope);
        return files;
    }

    private static List<Subject> subjects(String name) {
        return List.of(Subject.of(name, FILES.getOrDefault(name, Bytes.utf8(""))));
    }
}
