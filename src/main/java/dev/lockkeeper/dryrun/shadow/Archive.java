package dev.lockkeeper.dryrun.shadow;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks the {@code .txz} inside a binaries jar; no entry can leave the target folder, by path or by link. */
final class Archive {
    /** The largest known one unpacks to under 300 MB. */
    private static final long MOST_BYTES = 1L << 30;

    private Archive() {}

    /** Unpacks {@code jar} into the existing empty folder {@code target}; fraction of the jar read goes to progress. */
    static void unpack(byte[] jar, Path target, String stage, Progress progress) throws IOException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(jar);
        try (ZipInputStream zip = new ZipInputStream(bytes)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().endsWith(".txz")) {
                    Runnable tick = () -> progress.report(stage, 1.0 - (double) bytes.available() / jar.length);
                    try (TarArchiveInputStream tar =
                            new TarArchiveInputStream(new XZCompressorInputStream(zip), "UTF-8")) {
                        unpackTar(tar, target.toAbsolutePath().normalize(), tick);
                    }
                    return;
                }
            }
        }
        throw new IOException("no .txz inside the jar");
    }

    private static void unpackTar(TarArchiveInputStream tar, Path target, Runnable tick) throws IOException {
        long total = 0;
        int count = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            total += entry.getSize();
            if (total > MOST_BYTES) {
                throw new IOException("the archive unpacks to more than " + MOST_BYTES + " bytes");
            }
            write(tar, entry, target);
            if (count++ % 20 == 0) {
                tick.run();
            }
        }
        tick.run();
    }

    private static void write(InputStream content, TarArchiveEntry entry, Path target) throws IOException {
        Path path = inside(target, target, entry.getName());
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Path parent = path.getParent();
        if (parent == null || path.equals(target)) {
            throw new IOException("bad entry in the archive: " + entry.getName());
        }
        Files.createDirectories(parent);
        if (!parent.toRealPath().startsWith(target.toRealPath())) {
            throw new IOException("entry behind a link that leaves the archive: " + entry.getName());
        }
        if (entry.isSymbolicLink()) {
            inside(target, parent, entry.getLinkName());
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(path, inside(target, target, entry.getLinkName()));
        } else if (entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM) {
            Files.copy(content, path);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(path, executable ? Modes.EVERYBODY_READS : Modes.FILE);
        } else {
            throw new IOException("unexpected kind of entry in the archive: " + entry.getName());
        }
    }

    private static Path inside(Path target, Path base, String name) throws IOException {
        Path path = base.resolve(name).normalize();
        if (name.startsWith("/") || !path.startsWith(target)) {
            throw new IOException("path leaves the archive: " + name);
        }
        return path;
    }
}
