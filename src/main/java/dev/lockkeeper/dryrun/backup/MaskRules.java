package dev.lockkeeper.dryrun.backup;

import dev.lockkeeper.pg.QualifiedName;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which columns of which tables are masked, and how. */
public record MaskRules(Map<QualifiedName, Map<String, Mask>> tables) {
    public static final MaskRules NONE = new MaskRules(Map.of());

    public MaskRules {
        Map<QualifiedName, Map<String, Mask>> copy = new TreeMap<>();
        tables.forEach((table, columns) -> copy.put(table, Collections.unmodifiableMap(new TreeMap<>(columns))));
        tables = Collections.unmodifiableMap(copy);
    }

    public boolean isEmpty() {
        return tables.isEmpty();
    }

    public Map<String, Mask> of(QualifiedName table) {
        return tables.getOrDefault(table, Map.of());
    }

    public Optional<Mask> of(QualifiedName table, String column) {
        return Optional.ofNullable(of(table).get(column));
    }
}
