package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A snapshot to be changed: what is put is noted beside it, and all of it is copied only for what goes through all. */
final class Workpiece<V> extends AbstractMap<QualifiedName, V> {
    private final Snapshot<V> before;
    private @Nullable LinkedHashMap<QualifiedName, V> changes;
    private @Nullable LinkedHashMap<QualifiedName, V> all;

    Workpiece(Map<QualifiedName, V> before) {
        this.before = Snapshot.of(before);
    }

    /** Ends the work: nothing may be written afterwards. */
    Snapshot<V> finished() {
        return all != null ? Snapshot.owning(all) : changes != null ? before.with(changes) : before;
    }

    private LinkedHashMap<QualifiedName, V> all() {
        if (all == null) {
            all = new LinkedHashMap<>(before);
            if (changes != null) {
                all.putAll(changes);
            }
        }
        return all;
    }

    /** What is iterated may be removed or replaced on the way. */
    @Override
    public Set<Entry<QualifiedName, V>> entrySet() {
        return all().entrySet();
    }

    @Override
    public @Nullable V get(@Nullable Object name) {
        if (all != null) {
            return all.get(name);
        }
        V changed = changes == null ? null : changes.get(name);
        return changed == null ? before.get(name) : changed;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int size() {
        return all != null || changes != null ? all().size() : before.size();
    }

    @Override
    public @Nullable V put(QualifiedName name, V value) {
        V old = get(name);
        if (all != null) {
            all.put(name, value);
        } else {
            if (changes == null) {
                changes = new LinkedHashMap<>(before.changes);
            }
            changes.put(name, value);
        }
        return old;
    }

    @Override
    public @Nullable V remove(@Nullable Object name) {
        return containsKey(name) ? all().remove(name) : null;
    }
}
