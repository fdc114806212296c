package dev.lockkeeper.drift;

import dev.lockkeeper.catalog.SchemaObject;
import dev.lockkeeper.drift.Difference.How;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * Two schemas, deparsed by the same server, compared by name and definition. What goes with an object that is only on
 * one side is not said again; a definition that is there under another name is one rename.
 */
final class SchemaDifferences {
    private static final Set<String> SAYS_IT_ALL = Set.of("constraint", "view", "column");
    private static final Set<String> NOT_RENAMED = Set.of(
            "owner", "privilege", "comment", "schema", "extension", "inherits", "default privilege", "other object");

    private final Map<String, SchemaObject> left = new TreeMap<>();
    private final Map<String, SchemaObject> right = new TreeMap<>();
    private final SchemaWhys whys;
    private final BiPredicate<SchemaObject, SchemaObject> sameOwner;

    /** {@code sameOwner} says when two owners with different names are no difference. */
    SchemaDifferences(
            Collection<SchemaObject> leftObjects,
            Collection<SchemaObject> rightObjects,
            SchemaWhys whys,
            BiPredicate<SchemaObject, SchemaObject> sameOwner) {
        leftObjects.forEach(object -> left.put(object.key(), object));
        rightObjects.forEach(object -> right.put(object.key(), object));
        this.whys = whys;
        this.sameOwner = sameOwner;
    }

    List<Difference> list() {
        Set<String> onlyLeft = only(left, right);
        Set<String> onlyRight = only(right, left);
        Set<String> changed = new HashSet<>();
        left.forEach((key, object) -> {
            SchemaObject other = right.get(key);
            if (other != null && !equal(object, other)) {
                changed.add(key);
            }
        });
        List<Difference> differences = new ArrayList<>();
        Set<String> gone = new HashSet<>(onlyLeft);
        gone.addAll(onlyRight);
        renames(onlyLeft, onlyRight).forEach((from, to) -> {
            differences.add(whys.renamed(left(from), right(to)));
            onlyLeft.remove(from);
            onlyRight.remove(to);
        });
        onlyLeft.stream()
                .map(this::left)
                .filter(object -> !told(object, gone, changed, left))
                .forEach(object -> differences.add(whys.only(object, How.ONLY_LEFT)));
        onlyRight.stream()
                .map(this::right)
                .filter(object -> !told(object, gone, changed, right))
                .forEach(object -> differences.add(whys.only(object, How.ONLY_RIGHT)));
        changed.stream()
                .filter(key -> !told(left(key), gone, changed, left))
                .forEach(key -> differences.add(whys.changed(left(key), right(key))));
        return differences;
    }

    private SchemaObject left(String key) {
        return Optional.ofNullable(left.get(key)).orElseThrow();
    }

    private SchemaObject right(String key) {
        return Optional.ofNullable(right.get(key)).orElseThrow();
    }

    private static Set<String> only(Map<String, SchemaObject> here, Map<String, SchemaObject> there) {
        Set<String> only = new HashSet<>(here.keySet());
        only.removeAll(there.keySet());
        return only;
    }

    private boolean equal(SchemaObject one, SchemaObject other) {
        return one.definition().equals(other.definition()) || one.kind().equals("owner") && sameOwner.test(one, other);
    }

    /** Its parent is missing on one side, or has changed in a way that already says this. */
    private static boolean told(
            SchemaObject object, Set<String> gone, Set<String> changed, Map<String, SchemaObject> side) {
        String parent = object.parent();
        boolean first = true;
        while (!parent.isEmpty()) {
            boolean says = first
                    && changed.contains(parent)
                    && SAYS_IT_ALL.contains(parent.substring(0, Math.max(0, parent.indexOf(' '))))
                    && !object.kind().equals("privilege")
                    && !object.kind().equals("comment");
            if (gone.contains(parent) || says) {
                return true;
            }
            first = false;
            SchemaObject next = side.get(parent);
            parent = next == null ? "" : next.parent();
        }
        return false;
    }

    /** The same kind, parent and definition exactly once on each side: from left key to right key. */
    private Map<String, String> renames(Set<String> onlyLeft, Set<String> onlyRight) {
        Map<String, List<String>> here = shapes(onlyLeft, left);
        Map<String, List<String>> there = shapes(onlyRight, right);
        Map<String, String> renames = new LinkedHashMap<>();
        here.forEach((shape, keys) -> {
            List<String> others = there.getOrDefault(shape, List.of());
            if (keys.size() == 1 && others.size() == 1) {
                renames.put(keys.getFirst(), others.getFirst());
            }
        });
        return renames;
    }

    private static Map<String, List<String>> shapes(Set<String> keys, Map<String, SchemaObject> side) {
        Map<String, List<String>> shapes = new TreeMap<>();
        for (String key : keys) {
            SchemaObject object = side.get(key);
            if (object != null && !NOT_RENAMED.contains(object.kind())) {
                String shape = object.kind().equals("relation") ? shape(object, side) : object.definition();
                shapes.computeIfAbsent(object.kind() + '\n' + object.parent() + '\n' + shape, each -> new ArrayList<>())
                        .add(key);
            }
        }
        return shapes;
    }

    /** A relation is what it consists of: its columns by their own names, its query, its sequence. */
    private static String shape(SchemaObject relation, Map<String, SchemaObject> side) {
        Set<String> parents = Set.of(relation.key(), "view " + relation.name());
        StringBuilder shape = new StringBuilder(relation.definition());
        side.values().stream()
                .filter(object -> parents.contains(object.parent())
                        && Set.of("column", "view", "sequence").contains(object.kind()))
                .forEach(object -> shape.append('\n')
                        .append(object.name().substring(relation.name().length()))
                        .append(' ')
                        .append(object.definition()));
        return shape.toString();
    }
}
