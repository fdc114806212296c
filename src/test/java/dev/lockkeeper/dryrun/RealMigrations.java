package dev.lockkeeper.dryrun;

import dev.lockkeeper.effect.VersionOrder;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.ScriptOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The migrations of an application, in their order: {@code x/up.sql} or {@code x.up.sql}, with what takes each back. */
record RealMigrations(String application, List<Migration> history) {
    private static final int LAST = 3;

    /** One of them; {@code number} counts from 0. */
    record Migration(int number, String name, Script up, Optional<ScriptOutcome> down) {}

    /** Each folder below {@code root} is an application. */
    static List<RealMigrations> under(Path root) throws IOException {
        try (Stream<Path> folders = Files.list(root)) {
            List<RealMigrations> all = new ArrayList<>();
            for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
                all.add(new RealMigrations(folder.getFileName().toString(), history(folder)));
            }
            return all.stream().filter(each -> !each.history().isEmpty()).toList();
        }
    }

    private static List<Migration> history(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.getFileName().toString().matches("(.*\\.)?up\\.sql"))
                    .sorted(Comparator.comparing(Path::toString, VersionOrder.BY_NAME))
                    .toList();
        }
        List<Migration> history = new ArrayList<>();
        for (Path up : files) {
            Path down = up.resolveSibling(up.getFileName().toString().replaceFirst("up\\.sql$", "down.sql"));
            history.add(new Migration(
                    history.size(),
                    name(up),
                    switch (read(up)) {
                        case ScriptOutcome.Read read -> read.script();
                        case ScriptOutcome.Unreadable bad ->
                            throw new AssertionError(bad.name() + ":" + bad.position() + ": " + bad.message());
                    },
                    Files.isRegularFile(down) ? Optional.of(read(down)) : Optional.empty()));
        }
        return history;
    }

    private static String name(Path up) {
        String file = up.getFileName().toString();
        return file.equals("up.sql") ? up.getParent().getFileName().toString() : file.replaceFirst("\\.up\\.sql$", "");
    }

    private static ScriptOutcome read(Path file) throws IOException {
        return Bench.READER.read(file.getFileName().toString(), Files.readAllBytes(file));
    }

    /** So many of those that have a way back: spread evenly over the history, and the last three. */
    List<Migration> chosen(int many) {
        List<Migration> able = history.stream()
                .filter(each ->
                        each.down().isPresent() && !each.up().statements().isEmpty())
                .toList();
        if (able.size() <= many) {
            return able;
        }
        Set<Migration> chosen = new LinkedHashSet<>();
        int spread = many - LAST;
        for (int i = 0; i < spread; i++) {
            chosen.add(able.get(i * (able.size() - LAST) / spread));
        }
        chosen.addAll(able.subList(able.size() - LAST, able.size()));
        return List.copyOf(chosen);
    }
}
