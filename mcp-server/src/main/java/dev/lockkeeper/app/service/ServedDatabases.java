package dev.lockkeeper.app.service;

import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Production;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The databases a server answers for; a context file that changes on disk is read again at the next question. */
public final class ServedDatabases {
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Reads the context of one database. */
    @FunctionalInterface
    public interface Loader {
        Production load() throws GateException;
    }

    /** One database before it is read; without a name it has the one in its context, which is {@code file}. */
    public record Source(Optional<String> name, GateConfig config, Optional<Path> file, Loader loader) {}

    /** Reads all of them once, so that a server with a broken context does not start. */
    public ServedDatabases(Collection<Source> sources) throws GateException {
        for (Source source : sources) {
            Entry entry = new Entry(source);
            entries.put(entry.current().name(), entry);
        }
    }

    public Set<String> names() {
        return Map.copyOf(entries).keySet();
    }

    /** The database of this name; without a name the only one. The error names those there are. */
    public ServedDatabase of(Optional<String> name) throws GateException {
        if (name.isEmpty() && entries.size() == 1) {
            return entries.values().iterator().next().current();
        }
        Entry entry = name.map(entries::get).orElse(null);
        if (entry == null) {
            throw new GateException((name.isEmpty()
                            ? "this server answers for several databases"
                            : "no database is called " + name.get())
                    + ". Say database, one of: " + String.join(", ", entries.keySet()) + ".");
        }
        return entry.current();
    }

    private record Stamp(Path file, long modified, long bytes) {
        static Stamp of(Path file) {
            try {
                return new Stamp(file, Files.getLastModifiedTime(file).toMillis(), Files.size(file));
            } catch (IOException e) {
                return new Stamp(file, 0, -1);
            }
        }
    }

    private static final class Entry {
        private final Source source;
        private List<Stamp> stamps = List.of();
        private Optional<ServedDatabase> read = Optional.empty();

        Entry(Source source) {
            this.source = source;
        }

        synchronized ServedDatabase current() throws GateException {
            List<Stamp> now = stamps();
            if (read.isPresent() && now.equals(stamps)) {
                return read.get();
            }
            long generation = read.map(old -> old.generation() + 1).orElse(0L);
            Production production = source.loader().load();
            String name = source.name().orElse(production.context().databaseName());
            read = Optional.of(new ServedDatabase(name, source.config(), production, generation));
            stamps = stamps();
            return read.get();
        }

        private List<Stamp> stamps() {
            Stream<Path> schema = read
                    .flatMap(old -> old.production().schema())
                    .map(text -> Path.of(text.name()))
                    .filter(Files::isRegularFile)
                    .stream();
            return Stream.concat(source.file().stream(), schema).map(Stamp::of).toList();
        }
    }
}
