package dev.lockkeeper.approval;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files to verify, read once: names relative to the folder, with {@code /}. Whoever runs them takes the
 * bytes from the verified approval, not from disk again, so nothing can change in between. Folders appear,
 * with {@code /} at the end, only where nobody looked into them: behind a link, or without permission.
 */
public record ApprovalFolder(SortedMap<String, Entry> entries) {
    /** Larger files are not read: the largest migration is 1 MiB, and plans add comments to it. */
    public static final int MAX_BYTES = 8 * 1024 * 1024;

    public ApprovalFolder {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** What lies under a name. */
    public sealed interface Entry {
        /** A regular file. */
        record Content(Bytes bytes) implements Entry {}

        /** A symbolic link, to a file or folder: never followed. */
        record Link() implements Entry {}

        /** Something that was not read, and why. */
        record Unread(String why) implements Entry {}
    }

    public static ApprovalFolder of(Map<String, Bytes> files) {
        TreeMap<String, Entry> entries = new TreeMap<>();
        files.forEach((name, bytes) -> entries.put(name, new Entry.Content(bytes)));
        return new ApprovalFolder(entries);
    }

    /** Reads a folder with everything below it, except {@code .git}; links are noted and not followed. */
    public static ApprovalFolder read(Path folder) {
        TreeMap<String, Entry> entries = new TreeMap<>();
        try {
            Path root = folder.toRealPath();
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return directory.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = name(root, file);
                    entries.put(
                            attributes.isSymbolicLink() && Files.isDirectory(file) ? name + "/" : name,
                            entry(file, attributes));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    String name = name(root, file);
                    entries.put(Files.isDirectory(file) ? name + "/" : name, new Entry.Unread("cannot be read"));
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw new ApprovalException("cannot read the folder " + folder + "; check the path and its mode", failure);
        }
        return new ApprovalFolder(entries);
    }

    /** Envelopes are all files called {@value DsseEnvelope#FILE_NAME}, also with a prefix: {@code V2.approval.dsse.json}. */
    public static boolean isEnvelope(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return last.equals(DsseEnvelope.FILE_NAME) || last.endsWith("." + DsseEnvelope.FILE_NAME);
    }

    static boolean isSql(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".sql");
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    private static String name(Path root, Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    private static Entry entry(Path file, BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return new Entry.Link();
        }
        if (!attributes.isRegularFile()) {
            return new Entry.Unread("is not a regular file");
        }
        // NOFOLLOW: the entry may have become a link since the walk saw it.
        try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = stream.readNBytes(MAX_BYTES + 1);
            return content.length > MAX_BYTES
                    ? new Entry.Unread("is larger than " + MAX_BYTES + " bytes")
                    : new Entry.Content(Bytes.of(content));
        } catch (IOException failure) {
            return new Entry.Unread("cannot be read");
        }
    }
}
