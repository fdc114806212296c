package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A snapshot to be changed: it is copied when it is first written to, because most statements touch one kind of object. */
final class Workpiece<V> extends AbstractMap<QualifiedName, V> {
    private final Snapshot<V> before;
    private @Nullable LinkedHashMap<QualifiedName, V> changed;

    Workpiece(Map<QualifiedName, V> before) {
        this.before = Snapshot.of(before);
    }

    /** Ends the work: nothing may be written afterwards. */
    Snapshot<V> finished() {
        return changed == null ? before : Snapshot.owning(changed);
    }

    private LinkedHashMap<QualifiedName, V> writable() {
        if (changed == null) {
            changed = new LinkedHashMap<>(before);
        }
        return changed;
    }

    /** What is iterated may be removed or replaced on the way. */
    @Override
    public Set<Entry<QualifiedName, V>> entrySet() {
        return writable().entrySet();
    }

    @Override
    public @Nullable V get(@Nullable Object name) {
        return changed == null ? before.get(name) : changed.get(name);
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return changed == null ? before.containsKey(name) : changed.containsKey(name);
    }

    @Override
    public int size() {
        return changed == null ? before.size() : changed.size();
    }

    @Override
    public @Nullable V put(QualifiedName name, V value) {
        return writable().put(name, value);
    }

    @Override
    public @Nullable V remove(@Nullable Object name) {
        return containsKey(name) ? writable().remove(name) : null;
    }
}
