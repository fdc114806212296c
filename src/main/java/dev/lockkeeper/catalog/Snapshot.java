package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects by name in the order they were made; never changes. Most statements change one object of hundreds, so a
 * snapshot shares its base with the one before it and keeps a few changes of its own.
 */
final class Snapshot<V> extends AbstractMap<QualifiedName, V> {
    /** With more changes a base of its own is cheaper than looking twice. */
    private static final int MOST_CHANGES = 32;

    final Map<QualifiedName, V> changes;
    private final Base<V> shared;
    private final Map<QualifiedName, V> base;
    private final int size;

    private Snapshot(Base<V> shared, Map<QualifiedName, V> changes) {
        this.shared = shared;
        this.base = shared.content;
        this.changes = changes;
        this.size = base.size()
                + (int) changes.keySet().stream()
                        .filter(name -> !base.containsKey(name))
                        .count();
    }

    /** Copies only what could still change. */
    static <V> Snapshot<V> of(Map<QualifiedName, V> map) {
        return switch (map) {
            case Snapshot<V> snapshot -> snapshot;
            case Workpiece<V> workpiece -> workpiece.finished();
            default -> owning(new LinkedHashMap<>(map));
        };
    }

    /** {@code content} is given away. */
    static <V> Snapshot<V> owning(LinkedHashMap<QualifiedName, V> content) {
        return new Snapshot<>(new Base<>(content), Map.of());
    }

    /** The same base with other changes, which are given away. */
    Snapshot<V> with(LinkedHashMap<QualifiedName, V> newChanges) {
        if (newChanges.size() <= MOST_CHANGES) {
            return new Snapshot<>(shared, newChanges);
        }
        LinkedHashMap<QualifiedName, V> all = new LinkedHashMap<>(base);
        all.putAll(newChanges);
        return owning(all);
    }

    @Override
    public Set<Entry<QualifiedName, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<QualifiedName, V>> iterator() {
                return entries().iterator();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    /** A changed object keeps its place, a new one comes last. */
    private Stream<Entry<QualifiedName, V>> entries() {
        Stream<Entry<QualifiedName, V>> old = base.entrySet().stream().map(this::current);
        return changes.isEmpty()
                ? old
                : Stream.concat(
                        old,
                        changes.entrySet().stream()
                                .filter(entry -> !base.containsKey(entry.getKey()))
                                .map(Map.Entry::copyOf));
    }

    private Entry<QualifiedName, V> current(Entry<QualifiedName, V> entry) {
        V changed = changes.get(entry.getKey());
        return Map.entry(entry.getKey(), changed == null ? entry.getValue() : changed);
    }

    /** Values in order, without the detour over entries. */
    Stream<V> stream() {
        return changes.isEmpty() ? base.values().stream() : entries().map(Entry::getValue);
    }

    /** Objects that refer to {@code target}, in order. */
    List<V> referring(Base.Link<V> link, QualifiedName target) {
        List<QualifiedName> old = shared.referring(link, target);
        Set<QualifiedName> names = new LinkedHashSet<>(old);
        changes.forEach((name, object) -> {
            if (link.leads(object, target)) {
                names.add(name);
            } else {
                names.remove(name);
            }
        });
        List<QualifiedName> ordered = new ArrayList<>(names);
        ordered.sort(Comparator.comparingInt(shared::position));
        return ordered.stream().map(this::get).filter(Objects::nonNull).toList();
    }

    @Override
    public @Nullable V get(@Nullable Object name) {
        V changed = changes.get(name);
        return changed == null ? base.get(name) : changed;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return changes.containsKey(name) || base.containsKey(name);
    }

    @Override
    public int size() {
        return size;
    }
}
