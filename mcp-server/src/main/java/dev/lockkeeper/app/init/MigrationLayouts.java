package dev.lockkeeper.app.init;

import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.approval.Sha256;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.hook.Baseline;
import dev.lockkeeper.hook.MigrationGlobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Where runners keep migrations, and which ones are there. */
public final class MigrationLayouts {
    /** Folder and glob of the usual layouts. */
    private static final List<List<String>> USUAL = List.of(
            List.of("migrations", "migrations/**/*.sql"),
            List.of("db/migrations", "db/migrations/**/*.sql"),
            List.of("db/migrate", "db/migrate/**"),
            List.of("prisma/migrations", "prisma/migrations/**/*.sql"),
            List.of("supabase/migrations", "supabase/migrations/**/*.sql"),
            List.of("src/main/resources/db/migration", "src/main/resources/db/migration/**"),
            List.of("src/main/resources/db/changelog", "src/main/resources/db/changelog/**"),
            List.of("alembic/versions", "alembic/versions/**"),
            List.of("deploy", "deploy/**/*.sql"));

    private static final Set<String> SKIPPED = Set.of(".git", "node_modules", "target", ".venv", "venv");

    private final Path root;

    public MigrationLayouts(Path root) {
        this.root = root;
    }

    /** The globs of the layouts that are there; the default when there is none. */
    public List<String> globs() {
        List<String> found = USUAL.stream()
                .filter(each -> Files.isDirectory(root.resolve(each.getFirst())))
                .filter(each -> !each.getFirst().equals("deploy") || Files.isRegularFile(root.resolve("sqitch.plan")))
                .map(List::getLast)
                .toList();
        return found.isEmpty() ? GateConfig.DEFAULTS.migrations() : found;
    }

    /** {@code before} with every migration added that it does not name; folders that hold approvals are left out. */
    public Baseline baseline(MigrationGlobs globs, Baseline before) {
        TreeMap<String, Sha256> files = new TreeMap<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String[] names = folder.toFile().list();
                    boolean approved = names != null && List.of(names).stream().anyMatch(ApprovalFolder::isEnvelope);
                    return approved || SKIPPED.contains(String.valueOf(folder.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name = root.relativize(file).toString().replace('\\', '/');
                    if (attributes.isRegularFile() && globs.matches(name)) {
                        files.put(name, Bytes.of(Files.readAllBytes(file)).sha256());
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the migrations of " + root + " cannot be read", e);
        }
        // What was recorded stays recorded: taking a baseline again must not make an edit of an old migration lawful.
        files.putAll(before.files());
        return new Baseline(files);
    }
}
