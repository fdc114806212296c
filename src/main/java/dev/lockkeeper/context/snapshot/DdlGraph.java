package dev.lockkeeper.context.snapshot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Puts statements in an order in which they can run: what an object needs comes first, and among the rest rank and name
 * decide. Objects that are created inside another's statement (a table's row type, a view's rule) are its aliases.
 */
final class DdlGraph {
    private static final Comparator<DdlNode> USUAL =
            Comparator.comparing(DdlNode::rank).thenComparing(DdlNode::name).thenComparing(DdlNode::sql);

    private final Map<ObjectId, DdlNode> nodes = new LinkedHashMap<>();
    private final Map<ObjectId, ObjectId> aliases = new HashMap<>();
    private final Map<ObjectId, Set<ObjectId>> needs = new HashMap<>();

    void add(DdlNode node) {
        nodes.putIfAbsent(node.id(), node);
    }

    void alias(ObjectId part, ObjectId whole) {
        aliases.put(part, whole);
    }

    void need(ObjectId object, ObjectId needed) {
        needs.computeIfAbsent(object, id -> new HashSet<>()).add(needed);
    }

    private ObjectId whole(ObjectId id) {
        ObjectId at = id;
        for (int depth = 0; depth < 5 && aliases.containsKey(at); depth++) {
            at = aliases.get(at);
        }
        return at;
    }

    List<DdlNode> ordered() {
        Map<ObjectId, Set<ObjectId>> open = new HashMap<>();
        Map<ObjectId, Set<ObjectId>> waiting = new HashMap<>();
        needs.forEach((object, needed) -> needed.forEach(other -> {
            ObjectId from = whole(object);
            ObjectId to = whole(other);
            if (!from.equals(to) && nodes.containsKey(from) && nodes.containsKey(to)) {
                open.computeIfAbsent(from, id -> new HashSet<>()).add(to);
                waiting.computeIfAbsent(to, id -> new HashSet<>()).add(from);
            }
        }));
        PriorityQueue<DdlNode> ready = new PriorityQueue<>(USUAL);
        nodes.values().stream().filter(node -> !open.containsKey(node.id())).forEach(ready::add);
        PriorityQueue<DdlNode> stuck = new PriorityQueue<>(USUAL);
        nodes.values().stream().filter(node -> open.containsKey(node.id())).forEach(stuck::add);
        List<DdlNode> ordered = new ArrayList<>();
        Set<ObjectId> done = new HashSet<>();
        while (ordered.size() < nodes.size()) {
            // A circle (a view and its function): the usual order is the best that one statement each can do.
            DdlNode next = ready.isEmpty() ? stuck.remove() : ready.remove();
            if (!done.add(next.id())) {
                continue;
            }
            ordered.add(next);
            for (ObjectId other : waiting.getOrDefault(next.id(), Set.of())) {
                Set<ObjectId> left = open.getOrDefault(other, Set.of());
                if (!done.contains(other) && left.remove(next.id()) && left.isEmpty()) {
                    ready.add(nodes.get(other));
                }
            }
        }
        return ordered;
    }
}
