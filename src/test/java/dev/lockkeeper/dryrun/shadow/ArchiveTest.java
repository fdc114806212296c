package dev.lockkeeper.dryrun.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class ArchiveTest {
    @TempDir
    private Path target;

    @ParameterizedTest
    @CsvSource({
        "../evil,     file,",
        "/evil,       file,",
        "a/../../evil,file,",
        "link,        symlink,  ../../etc",
        "link,        symlink,  /etc",
        "link,        hardlink, ../evil",
        "pipe,        fifo,",
    })
    void refusesEntriesThatLeaveTheTarget(String name, String kind, String link) throws IOException {
        byte[] jar = jar(name, kind, link == null ? "" : link);
        assertThatThrownBy(() -> Archive.unpack(jar, target, "", Progress.SILENT))
                .isInstanceOf(IOException.class);
        assertThat(target.resolveSibling("evil")).doesNotExist();
    }

    @Test
    void keepsExecutableFilesAndInnerLinks() throws IOException {
        Archive.unpack(jar("bin/tool", "file", ""), target, "", Progress.SILENT);
        assertThat(target.resolve("bin/tool")).isExecutable().hasContent("tool");
        Archive.unpack(jar("bin/link", "symlink", "tool"), target, "", Progress.SILENT);
        assertThat(Files.readSymbolicLink(target.resolve("bin/link"))).isEqualTo(Path.of("tool"));
    }

    private static byte[] jar(String name, String kind, String link) throws IOException {
        byte type = switch (kind) {
            case "symlink" -> TarConstants.LF_SYMLINK;
            case "hardlink" -> TarConstants.LF_LINK;
            case "fifo" -> TarConstants.LF_FIFO;
            default -> TarConstants.LF_NORMAL;
        };
        byte[] content = "tool".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("postgres.txz"));
            TarArchiveOutputStream tar = new TarArchiveOutputStream(new XZOutputStream(zip, new LZMA2Options(0)));
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            entry.setLinkName(link);
            entry.setMode(0755);
            entry.setSize(type == TarConstants.LF_NORMAL ? content.length : 0);
            tar.putArchiveEntry(entry);
            if (type == TarConstants.LF_NORMAL) {
                tar.write(content);
            }
            tar.closeArchiveEntry();
            tar.close();
        }
        return bytes.toByteArray();
    }
}
