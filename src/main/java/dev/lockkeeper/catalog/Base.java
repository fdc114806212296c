package dev.lockkeeper.catalog;

import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** What snapshots share: objects by name in order, and on demand, by the names that they refer to. */
final class Base<V> {
    final Map<QualifiedName, V> content;
    private final ConcurrentMap<Link<V>, Map<QualifiedName, List<QualifiedName>>> groups = new ConcurrentHashMap<>();
    private final ConcurrentMap<Base<V>, Map<QualifiedName, Integer>> positions = new ConcurrentHashMap<>();

    /** {@code content} is given away. */
    Base(LinkedHashMap<QualifiedName, V> content) {
        this.content = content;
    }

    /** A kind of reference from one object to others. Links are compared by identity: each is a constant. */
    static final class Link<V> {
        private final Function<V, Stream<QualifiedName>> targets;

        Link(Function<V, Stream<QualifiedName>> targets) {
            this.targets = targets;
        }

        boolean leads(V from, QualifiedName to) {
            return targets.apply(from).anyMatch(to::equals);
        }
    }

    /** Names of the objects that refer to {@code target}, in order. */
    List<QualifiedName> referring(Link<V> link, QualifiedName target) {
        return groups.computeIfAbsent(link, this::group).getOrDefault(target, List.of());
    }

    private Map<QualifiedName, List<QualifiedName>> group(Link<V> link) {
        Map<QualifiedName, List<QualifiedName>> group = new HashMap<>();
        content.forEach((name, object) -> link.targets
                .apply(object)
                .distinct()
                .forEach(target ->
                        group.computeIfAbsent(target, key -> new ArrayList<>()).add(name)));
        return group;
    }

    /** A place behind all others for what is not here. */
    int position(QualifiedName name) {
        return positions.computeIfAbsent(this, Base::number).getOrDefault(name, content.size());
    }

    private Map<QualifiedName, Integer> number() {
        Map<QualifiedName, Integer> numbers = new HashMap<>();
        content.keySet().forEach(name -> numbers.put(name, numbers.size()));
        return numbers;
    }
}
