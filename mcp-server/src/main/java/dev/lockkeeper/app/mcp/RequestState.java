package dev.lockkeeper.app.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a client carries from one call to the repeated one: the answers it gave so far. It is signed for this method, name
 * and arguments, and for five minutes, because a client could write anything there.
 */
final class RequestState {
    private static final Duration VALID = Duration.ofMinutes(5);
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();

    RequestState(SecureRandom random, Clock clock) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.clock = clock;
    }

    String sign(String method, JsonNode params, ObjectNode answers) {
        String head = encode(answers.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + clock.instant().plus(VALID).getEpochSecond();
        return head + "." + encode(mac(head, method, params));
    }

    /** The answers in {@code state}; anything that this server did not sign for this call is refused. */
    ObjectNode open(String state, String method, JsonNode params) {
        int cut = state.lastIndexOf('.');
        int dot = state.indexOf('.');
        if (dot > 0 && cut > dot) {
            try {
                String head = state.substring(0, cut);
                byte[] given = Base64.getUrlDecoder().decode(state.substring(cut + 1));
                if (MessageDigest.isEqual(given, mac(head, method, params))
                        && Long.parseLong(state.substring(dot + 1, cut))
                                >= clock.instant().getEpochSecond()
                        && json.readTree(Base64.getUrlDecoder().decode(state.substring(0, dot)))
                                instanceof ObjectNode answers) {
                    return answers;
                }
            } catch (IllegalArgumentException | java.io.IOException e) {
                // Refused below.
            }
        }
        throw new RpcFailure(400, RpcFailure.INVALID_PARAMS, "invalid requestState");
    }

    private byte[] mac(String head, String method, JsonNode params) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((head + "\n" + method + "\n" + json.writeValueAsString(params.path("name")) + "\n"
                            + json.writeValueAsString(params.path("uri")) + "\n"
                            + json.writeValueAsString(params.path("arguments")))
                    .getBytes(StandardCharsets.UTF_8));
            return mac.doFinal();
        } catch (GeneralSecurityException | JsonProcessingException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
