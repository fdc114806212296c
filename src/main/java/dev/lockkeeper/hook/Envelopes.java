package dev.lockkeeper.hook;

import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.Bytes;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The approvals that lie where migrations may lie, by name relative to the repository's root; links are not followed.
 * What a review wrote elsewhere is a proposal that no runner finds.
 */
public final class Envelopes {
    /** Never part of a repository, and large. */
    private static final Set<String> SKIPPED = Set.of(".git", "node_modules", "target", ".venv", "venv");

    private final Path root;
    private final MigrationGlobs migrations;

    public Envelopes(Path root, MigrationGlobs migrations) {
        this.root = root;
        this.migrations = migrations;
    }

    public Map<String, Bytes> all() {
        Map<String, Bytes> found = new TreeMap<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return SKIPPED.contains(String.valueOf(folder.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String name = root.relativize(file).toString().replace('\\', '/');
                    if (ApprovalFolder.isEnvelope(name)
                            && migrations.mayHold(name.substring(0, Math.max(0, name.lastIndexOf('/'))))) {
                        WrittenFiles.read(file).ifPresent(bytes -> found.put(name, bytes));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new HookException("the approvals of " + root + " cannot be listed: " + e.getMessage() + ".", e);
        }
        return found;
    }
}
