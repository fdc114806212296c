package dev.lockkeeper.gate;

import dev.lockkeeper.checklist.GivenAnswer;
import dev.lockkeeper.context.ProductionContext;
import dev.lockkeeper.pg.PgVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The id of a review follows from what is judged, so that the same question gives the same bytes. */
final class ReviewId {
    private ReviewId() {}

    /** @param earlierSql what is judged as if it had run before */
    static String of(MigrationRequest request, ProductionContext context, PgVersion version, String earlierSql) {
        MessageDigest digest = sha256();
        digest.update(request.bytes());
        digest.update((request.name() + "\0" + context.digest() + "\0" + version.major() + "\0" + request.framework()
                        + "\0" + RuleSet.VERSION
                        + request.beside().map(beside -> "\0" + beside).orElse(""))
                .getBytes(StandardCharsets.UTF_8));
        request.down().ifPresent(down -> field(digest, "down", down.bytes()));
        if (!earlierSql.isEmpty()) {
            field(digest, "earlier", earlierSql.getBytes(StandardCharsets.UTF_8));
        }
        for (GivenAnswer answer : request.answers()) {
            field(digest, "answer", answer.toString().getBytes(StandardCharsets.UTF_8));
        }
        return "r-" + HexFormat.of().formatHex(digest.digest()).substring(0, 12);
    }

    private static void field(MessageDigest digest, String name, byte[] bytes) {
        digest.update(("\0" + name + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    static String sha256Hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
