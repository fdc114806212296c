package dev.lockkeeper.approval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A DSSE v1 envelope: payload, its type, and signatures over the pre-authentication encoding of both.
 * Its file has one spelling (canonical JSON and a line feed): the reader refuses every other one, so a
 * changed byte anywhere is noticed, even one that a JSON parser would not see.
 */
public record DsseEnvelope(String payloadType, Bytes payload, List<EnvelopeSignature> signatures) {
    /** The payload type of in-toto statements in JSON. */
    public static final String IN_TOTO = "application/vnd.in-toto+json";

    /** The name of an envelope beside the files it covers. */
    public static final String FILE_NAME = "approval.dsse.json";

    public DsseEnvelope {
        signatures = List.copyOf(signatures);
    }

    static DsseEnvelope sign(Bytes payload, SigningKey key) {
        byte[] signature = key.sign(preAuthEncoding(IN_TOTO, payload));
        return new DsseEnvelope(
                IN_TOTO, payload, List.of(new EnvelopeSignature(key.id().hex(), Bytes.of(signature))));
    }

    /** Reads the file of an envelope; refuses every byte that {@link #bytes()} would not write. */
    static DsseEnvelope parse(Bytes file) throws Refused {
        JsonFields json = JsonFields.of(CanonicalJson.parse(file.toArray()));
        DsseEnvelope envelope = new DsseEnvelope(
                json.text("payloadType"),
                base64(json, "payload"),
                json.list("signatures", item -> new EnvelopeSignature(item.text("keyid"), base64(item, "sig"))));
        if (!envelope.bytes().equals(file)) {
            throw new Refused(Refusal.Code.NOT_CANONICAL, "is spelled in another way than it was signed");
        }
        return envelope;
    }

    /** The exact content of the file. */
    public Bytes bytes() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("payloadType", payloadType);
        json.put("payload", Base64.getEncoder().encodeToString(payload.toArray()));
        var list = json.putArray("signatures");
        signatures.forEach(signature -> list.addObject()
                .put("keyid", signature.keyId())
                .put(
                        "sig",
                        Base64.getEncoder().encodeToString(signature.signature().toArray())));
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(CanonicalJson.write(json));
        file.write('\n');
        return Bytes.of(file.toByteArray());
    }

    /** What is signed: {@code "DSSEv1" SP len(type) SP type SP len(payload) SP payload}, lengths in bytes. */
    public byte[] preAuthEncoding() {
        return preAuthEncoding(payloadType, payload);
    }

    private static byte[] preAuthEncoding(String payloadType, Bytes payload) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        encoded.writeBytes(("DSSEv1 " + type.length + " ").getBytes(StandardCharsets.US_ASCII));
        encoded.writeBytes(type);
        encoded.writeBytes((" " + payload.size() + " ").getBytes(StandardCharsets.US_ASCII));
        encoded.writeBytes(payload.toArray());
        return encoded.toByteArray();
    }

    private static Bytes base64(JsonFields json, String name) throws Refused {
        try {
            return Bytes.of(Base64.getDecoder().decode(json.text(name)));
        } catch (IllegalArgumentException notBase64) {
            throw json.wrong(name);
        }
    }
}
