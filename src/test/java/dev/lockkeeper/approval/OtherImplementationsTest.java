package dev.lockkeeper.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Approvals are checked by code that is not ours: openssl, and npm's {@code @sigstore/core}. */
class OtherImplementationsTest {
    private static final String SCRIPT = """
            const { dsse, crypto } = require('@sigstore/core');
            const fs = require('fs');
            const envelope = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
            const key = crypto.createPublicKey(fs.readFileSync(process.argv[3], 'utf8'));
            const signed = dsse.preAuthEncoding(envelope.payloadType, Buffer.from(envelope.payload, 'base64'));
            const good = crypto.verify(signed, key, Buffer.from(envelope.signatures[0].sig, 'base64'));
            console.log(good ? 'Verified' : 'Failure');
            """;

    @TempDir
    private Path folder;

    private final SignedApproval approval = Samples.approval();

    @BeforeEach
    void write() throws IOException {
        write(approval.envelope());
        Files.writeString(
                folder.resolve("key.pub"), Samples.KEY.verificationKey().pem());
    }

    @Test
    void opensslVerifiesTheSignatureAndRefusesAChangedByte() throws Exception {
        assumeThat(onPath("openssl")).as("openssl is installed").isTrue();

        assertThat(openssl()).contains("Signature Verified Successfully");
        write(changed());
        assertThat(openssl()).contains("Failure");
    }

    @Test
    void opensslReadsOurKeyFileAndWeReadItsOwn() throws Exception {
        assumeThat(onPath("openssl")).as("openssl is installed").isTrue();
        Path pem = folder.resolve("their.pem");
        run(folder, "openssl", "genpkey", "-algorithm", "ed25519", "-out", pem.toString());
        SigningKeys keys =
                new SigningKeys(Map.of("LOCKKEEPER_KEY_FILE", pem.toString()), new java.security.SecureRandom());

        assertThat(run(folder, "openssl", "pkey", "-in", pem.toString(), "-pubout"))
                .isEqualTo(keys.load(TrustLevel.LOCAL)
                        .orElseThrow()
                        .verificationKey()
                        .pem());
    }

    @Test
    void sigstoreVerifiesTheSignatureAndRefusesAChangedByte() throws Exception {
        assumeThat(onPath("node") && onPath("npm"))
                .as("node and npm are installed")
                .isTrue();
        Path modules = Files.createDirectories(Path.of("target/sigstore-core").toAbsolutePath());
        if (!Files.exists(modules.resolve("node_modules/@sigstore/core/package.json"))) {
            run(
                    modules,
                    "npm",
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts",
                    "--prefix",
                    modules.toString(),
                    "@sigstore/core@4.0.1");
        }
        assertThat(Files.readString(modules.resolve("node_modules/@sigstore/core/package.json")))
                .contains("\"version\": \"4.0.1\"");
        Files.writeString(modules.resolve("verify.js"), SCRIPT);

        assertThat(sigstore(modules)).isEqualTo("Verified\n");
        write(changed());
        assertThat(sigstore(modules)).isEqualTo("Failure\n");
    }

    private void write(DsseEnvelope envelope) throws IOException {
        Files.write(folder.resolve("approval.dsse.json"), envelope.bytes().toArray());
        Files.write(folder.resolve("pae"), envelope.preAuthEncoding());
        Files.write(
                folder.resolve("sig"),
                envelope.signatures().getFirst().signature().toArray());
    }

    private DsseEnvelope changed() {
        byte[] payload = approval.envelope().payload().toArray();
        payload[payload.length / 2] ^= 1;
        return new DsseEnvelope(
                DsseEnvelope.IN_TOTO, Bytes.of(payload), approval.envelope().signatures());
    }

    private String openssl() throws Exception {
        return run(
                folder,
                "openssl",
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                "key.pub",
                "-rawin",
                "-in",
                "pae",
                "-sigfile",
                "sig");
    }

    private String sigstore(Path modules) throws Exception {
        return run(
                modules,
                "node",
                "verify.js",
                folder.resolve("approval.dsse.json").toString(),
                folder.resolve("key.pub").toString());
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }

    /** What the program printed, on either stream. */
    private static String run(Path in, String... command) throws Exception {
        Path output = Files.createTempFile("other", ".txt");
        try {
            Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .directory(in.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(Duration.ofMinutes(2).toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " did not end");
            }
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            Files.delete(output);
        }
    }
}
