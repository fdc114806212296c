package dev.lockkeeper.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeysTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,        -,   home/.config/lockkeeper/key.pem",
                "-,        xdg, xdg/lockkeeper/key.pem",
                "mine.pem, xdg, mine.pem",
            })
    void theEnvironmentSaysWhereTheKeyIs(String file, String config, String expected) {
        Map<String, String> environment =
                new HashMap<>(Map.of("HOME", home.resolve("home").toString()));
        if (file != null) {
            environment.put("LOCKKEEPER_KEY_FILE", home.resolve(file).toString());
        }
        if (config != null) {
            environment.put("XDG_CONFIG_HOME", home.resolve(config).toString());
        }
        SigningKeys keys = new SigningKeys(environment, new SecureRandom());

        assertThat(keys.file()).isEqualTo(home.resolve(expected));
        assertThat(keys.load(TrustLevel.LOCAL)).isEmpty();
        KeyId id = keys.loadOrCreate(TrustLevel.LOCAL).id();
        assertThat(keys.loadOrCreate(TrustLevel.LOCAL).id()).isEqualTo(id);
        assertThat(keys.load(TrustLevel.GATE).orElseThrow().level()).isEqualTo(TrustLevel.GATE);
    }

    @Test
    void aRelativeConfigFolderCountsAsUnsetAndNoHomeIsAnError() {
        assertThat(new SigningKeys(Map.of("HOME", "/h", "XDG_CONFIG_HOME", "here"), new SecureRandom()).file())
                .isEqualTo(Path.of("/h/.config/lockkeeper/key.pem"));
        assertThatThrownBy(() -> new SigningKeys(Map.of(), new SecureRandom()))
                .isInstanceOf(ApprovalException.class)
                .hasMessageContaining("set one of them");
    }

    @Test
    void onlyTheOwnerMayTouchWhatIsCreatedAndNothingElseIsLeftBehind() throws IOException {
        Path key = keys().file();
        keys().loadOrCreate(TrustLevel.LOCAL);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(PrivateFiles.parent(key))))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(PrivateFiles.parent(key))) {
            assertThat(files).containsExactly(key);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-", "rw--w----", "rw------x"})
    void aKeyThatOthersMayTouchIsRefused(String mode) throws IOException {
        keys().loadOrCreate(TrustLevel.LOCAL);
        Files.setPosixFilePermissions(keys().file(), PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> keys().loadOrCreate(TrustLevel.LOCAL))
                .isInstanceOf(ApprovalException.class)
                .hasMessageContainingAll(keys().file().toRealPath().toString(), mode, "chmod 600");
    }

    @Test
    void aLinkDoesNotHideTheModeOfTheFileBehindIt() throws IOException {
        keys().loadOrCreate(TrustLevel.LOCAL);
        Path real = Files.move(keys().file(), home.resolve("real.pem"));
        Files.createSymbolicLink(keys().file(), real);
        assertThat(keys().load(TrustLevel.LOCAL)).isPresent();

        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> keys().load(TrustLevel.LOCAL)).hasMessageContaining("rw-r--r--");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "rsa", "public"
            })
    void whatIsNoEd25519KeyIsRefusedAndNeverReplaced(String content) throws IOException, GeneralSecurityException {
        String written = switch (content) {
            case "rsa" ->
                Pem.write(
                        Pem.PRIVATE,
                        KeyPairGenerator.getInstance("EC")
                                .generateKeyPair()
                                .getPrivate()
                                .getEncoded());
            case "public" -> Samples.KEY.verificationKey().pem();
            default -> content;
        };
        PrivateFiles.createFolders(PrivateFiles.parent(keys().file()));
        PrivateFiles.createNew(keys().file(), Bytes.utf8(written).toArray());

        assertThatThrownBy(() -> keys().loadOrCreate(TrustLevel.LOCAL))
                .isInstanceOf(ApprovalException.class)
                .hasMessageContainingAll(keys().file().toRealPath().toString(), "move it away");
        assertThat(keys().file()).hasContent(written);
    }

    @Test
    void aRaceForTheFirstKeyHasOneResult() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<KeyId> first = () -> keys().loadOrCreate(TrustLevel.LOCAL).id();
            List<Future<KeyId>> ids = threads.invokeAll(Collections.nCopies(32, first));
            KeyId winner = keys().loadOrCreate(TrustLevel.LOCAL).id();
            for (Future<KeyId> id : ids) {
                assertThat(id.get()).isEqualTo(winner);
            }
        }
    }

    @Test
    void thePublicHalfIsPublishedUnderItsLevelAndId() {
        SigningKey key = keys().loadOrCreate(TrustLevel.LOCAL);
        Path published = keys().publish(key, home.resolve("repo"));

        assertThat(published)
                .isEqualTo(
                        home.resolve("repo/.lockkeeper/keys/local-" + key.id().shortForm() + ".pub"));
        assertThat(VerificationKeys.read(home.resolve("repo/.lockkeeper/keys")).all())
                .containsExactly(key.verificationKey());
        assertThat(VerificationKeys.read(home.resolve("nowhere")).all()).isEmpty();
        assertThat(key).hasToString("local key " + key.id().hex().substring(0, 16));
    }

    static Stream<Arguments> publicFiles() {
        VerificationKey key = Samples.KEY.verificationKey();
        String digits = key.id().shortForm();
        return Stream.of(
                Arguments.of("root-" + digits + ".pub", key.pem(), "must start with local- or gate-"),
                Arguments.of("alice.pub", key.pem(), "must start with local- or gate-"),
                Arguments.of("gate-0000000000000000.pub", key.pem(), "another key than its name says"),
                Arguments.of("gate-" + digits + ".pub", key.pem() + key.pem(), "not one PUBLIC KEY block"),
                Arguments.of(
                        "gate-" + digits + ".pub", Pem.write(Pem.PUBLIC, new byte[] {1}), "not an Ed25519 public key"));
    }

    @ParameterizedTest
    @MethodSource("publicFiles")
    void aPublicKeyFileMustBeWhatItsNameSays(String name, String pem, String message) {
        assertThatThrownBy(() -> VerificationKeys.parse(Map.of(name, Bytes.utf8(pem))))
                .isInstanceOf(ApprovalException.class)
                .hasMessageContainingAll(name, message);
    }

    @Test
    void oneKeyCannotHaveTwoLevels() {
        assertThatThrownBy(() -> VerificationKeys.of(List.of(
                        Samples.KEY.verificationKey(),
                        Samples.key(1, TrustLevel.LOCAL).verificationKey())))
                .hasMessageContaining("both as local and as gate key");
    }

    /** RFC 8032, section 7.1, test 1: the public key of a known secret. */
    @Test
    void thePublicKeyIsDerivedAsTheStandardSays() throws GeneralSecurityException {
        byte[] pkcs8 = HexFormat.of()
                .parseHex("302e020100300506032b657004220420"
                        + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

        assertThat(HexFormat.of().formatHex(Ed25519.fromPkcs8(pkcs8).getPublic().getEncoded()))
                .isEqualTo("302a300506032b6570032100"
                        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    }

    private SigningKeys keys() {
        return new SigningKeys(Map.of("HOME", home.toString()), new SecureRandom());
    }
}
