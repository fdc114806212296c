package dev.lockkeeper.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalFolderTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    @BeforeEach
    void write() throws IOException {
        for (var file : Samples.folder().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(PrivateFiles.parent(path));
            Files.write(path, file.getValue().toArray());
        }
    }

    @Test
    void aFolderOnDiskIsReadAsItIs() {
        assertThat(ApprovalFolder.read(folder)).isEqualTo(ApprovalFolder.of(Samples.folder()));
        assertThat(codes()).isEmpty();
    }

    @Test
    void aLinkInPlaceOfASignedFileIsRefusedAlthoughTheBytesAgree() throws IOException {
        Path moved = Files.move(folder.resolve(Samples.ONE), elsewhere.resolve("x"));
        Files.createSymbolicLink(folder.resolve(Samples.ONE), moved);

        assertThat(codes()).containsExactly("SYMBOLIC_LINK " + Samples.ONE);
    }

    @Test
    void aLinkInPlaceOfTheEnvelopeIsRefused() throws IOException {
        Path moved = Files.move(folder.resolve(DsseEnvelope.FILE_NAME), elsewhere.resolve("x"));
        Files.createSymbolicLink(folder.resolve(DsseEnvelope.FILE_NAME), moved);

        assertThat(codes()).startsWith("SYMBOLIC_LINK " + DsseEnvelope.FILE_NAME);
    }

    @Test
    void sqlBehindALinkedFolderCannotHide() throws IOException {
        Files.writeString(elsewhere.resolve("V9__hidden.sql"), "DROP TABLE orders;");
        Files.createSymbolicLink(folder.resolve("more"), elsewhere);

        assertThat(codes()).containsExactly("SYMBOLIC_LINK more");
    }

    @Test
    void aSignedFileBehindALinkedFolderIsRefused() throws IOException {
        Files.move(folder.resolve("rollback"), elsewhere.resolve("rollback"));
        Files.createSymbolicLink(folder.resolve("rollback"), elsewhere.resolve("rollback"));

        assertThat(codes()).containsExactly("MISSING_FILE " + Samples.UNDO, "SYMBOLIC_LINK rollback");
    }

    @Test
    void onlySqlMustBeReadable() throws IOException {
        Files.write(folder.resolve("seed.csv"), new byte[ApprovalFolder.MAX_BYTES + 1]);
        Files.createSymbolicLink(folder.resolve("notes"), elsewhere.resolve("nowhere"));
        assertThat(codes()).isEmpty();

        Files.write(folder.resolve("V9__huge.sql"), new byte[ApprovalFolder.MAX_BYTES + 1]);
        assertThat(codes()).containsExactly("UNREADABLE_FILE V9__huge.sql");
    }

    private List<String> codes() {
        return switch (Samples.verifier().verify(ApprovalFolder.read(folder))) {
            case VerificationOutcome.Valid valid -> List.of();
            case VerificationOutcome.Invalid(var reasons) ->
                reasons.stream()
                        .map(reason -> reason.code() + " " + reason.file())
                        .toList();
        };
    }
}
