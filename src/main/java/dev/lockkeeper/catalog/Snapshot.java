package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Objects by name in the order they were made; never changes, so that catalogs that agree on it share it. */
final class Snapshot<V> extends AbstractMap<QualifiedName, V> {
    private final Map<QualifiedName, V> content;

    private Snapshot(Map<QualifiedName, V> content) {
        this.content = content;
    }

    /** Copies only what could still change. */
    static <V> Snapshot<V> of(Map<QualifiedName, V> map) {
        return switch (map) {
            case Snapshot<V> snapshot -> snapshot;
            case Workpiece<V> workpiece -> workpiece.finished();
            default -> new Snapshot<>(new LinkedHashMap<>(map));
        };
    }

    /** {@code content} is given away. */
    static <V> Snapshot<V> owning(LinkedHashMap<QualifiedName, V> content) {
        return new Snapshot<>(content);
    }

    @Override
    public Set<Entry<QualifiedName, V>> entrySet() {
        return Collections.unmodifiableMap(content).entrySet();
    }

    @Override
    public @Nullable V get(@Nullable Object name) {
        return content.get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return content.containsKey(name);
    }

    @Override
    public int size() {
        return content.size();
    }
}
