package dev.lockkeeper.effect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What PostgreSQL's own catalog says on 12 to 18, read from the servers by {@code BuiltInsTest}: functions of which no
 * overload is volatile ({@code pg_proc.provolatile}), casts without a function ({@code pg_cast.castmethod = 'b'}), types.
 */
final class BuiltIns {
    private static final Map<String, Set<String>> BY_KIND = read();

    private BuiltIns() {}

    /** The function exists and gives one value for all rows of a statement. */
    static boolean notVolatile(String function) {
        return of("function").contains(function);
    }

    /** Values of {@code from} are values of {@code to} as they are. */
    static boolean binaryCoercible(String from, String to) {
        return of("cast").contains(from + ' ' + to);
    }

    static boolean type(String name) {
        return of("type").contains(name);
    }

    private static Set<String> of(String kind) {
        return BY_KIND.getOrDefault(kind, Set.of());
    }

    private static Map<String, Set<String>> read() {
        try (InputStream in = Objects.requireNonNull(BuiltIns.class.getResourceAsStream("measured/builtins.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", 2))
                    .collect(Collectors.groupingBy(
                            parts -> parts[0], Collectors.mapping(parts -> parts[1], Collectors.toUnmodifiableSet())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
