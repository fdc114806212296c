package dev.lockkeeper.dryrun.shadow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The files of a stopped server's relations, made longer with holes and short again. The server was fed hostile SQL: a
 * name that is none of a relation's, and a link in its place, are refused.
 */
final class StretchedFiles {
    private static final Pattern RELATION = Pattern.compile("base/\\d{1,10}/\\d{1,10}");
    private static final long PAGE = 8192;
    /** PostgreSQL starts a new file after each gigabyte; only the last one may be shorter. */
    private static final long SEGMENT = 1L << 30;

    private final Path data;
    private final Map<Path, Long> shortened = new LinkedHashMap<>();
    private final List<Path> created = new ArrayList<>();
    private long holes;

    StretchedFiles(Path data) {
        this.data = data;
    }

    /** Bytes of holes, which no quota counts. */
    synchronized long holes() {
        return holes;
    }

    synchronized void stretch(Map<String, Long> pages) throws IOException {
        for (Map.Entry<String, Long> relation : pages.entrySet()) {
            if (!RELATION.matcher(relation.getKey()).matches()) {
                throw new IOException("not a relation's file: " + relation.getKey());
            }
            stretch(data.resolve(relation.getKey()), Math.min(relation.getValue(), SparseRelations.MOST_PAGES) * PAGE);
        }
    }

    private void stretch(Path first, long wanted) throws IOException {
        for (long segment = 0; segment * SEGMENT < wanted; segment++) {
            Path file = segment == 0 ? first : first.resolveSibling(first.getFileName() + "." + segment);
            long length = Math.min(SEGMENT, wanted - segment * SEGMENT);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                lengthen(file, length);
            } else {
                created.add(file);
                end(file, length, StandardOpenOption.CREATE_NEW);
                holes += length;
                owned(file, first);
            }
        }
    }

    private void lengthen(Path file, long length) throws IOException {
        if (!file.toRealPath().equals(data.toRealPath().resolve(data.relativize(file)))
                || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("not a plain file: " + file);
        }
        long own = Files.size(file);
        if (own < length) {
            shortened.put(file, own);
            end(file, length, StandardOpenOption.WRITE);
            holes += length - own;
        }
    }

    private static void end(Path file, long length, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(file, how, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            channel.write(ByteBuffer.allocate(1), length - 1);
        }
    }

    /** A new segment belongs to whom the first one belongs. */
    private static void owned(Path file, Path like) throws IOException {
        int owner = (Integer) Files.getAttribute(like, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!Integer.valueOf(owner).equals(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            FileTree.chown(file, owner);
        }
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(Files.getPosixFilePermissions(like, LinkOption.NOFOLLOW_LINKS));
    }

    synchronized void restore() throws IOException {
        for (Path file : created) {
            Files.deleteIfExists(file);
        }
        for (Map.Entry<Path, Long> file : shortened.entrySet()) {
            try (FileChannel channel =
                    FileChannel.open(file.getKey(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                channel.truncate(file.getValue());
            }
        }
        created.clear();
        shortened.clear();
        holes = 0;
    }
}
