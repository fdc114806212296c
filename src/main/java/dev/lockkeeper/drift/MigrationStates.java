package dev.lockkeeper.drift;

import dev.lockkeeper.catalog.SchemaObject;
import dev.lockkeeper.drift.DriftReport.MigrationState;
import dev.lockkeeper.drift.DriftReport.MigrationState.State;
import dev.lockkeeper.drift.MigrationHistory.MigrationFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which migrations look as if production never ran them: an effect that lasts to the end of the history is not there,
 * and what production has instead is the state before the file. Comments and owners say too little to count.
 */
final class MigrationStates {
    private static final Set<String> WEAK = Set.of("comment", "owner");

    private final List<Map<String, SchemaObject>> states;
    private final Map<String, SchemaObject> production;

    MigrationStates(HistoryReplay.States states, Iterable<SchemaObject> production) {
        this.states = states.after();
        this.production = new TreeMap<>();
        production.forEach(object -> this.production.put(object.key(), object));
    }

    List<MigrationState> of(List<MigrationFile> files) {
        List<MigrationState> all = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            all.add(state(files.get(i).name(), i + 1));
        }
        return all;
    }

    private MigrationState state(String file, int at) {
        int there = 0;
        List<String> missing = new ArrayList<>();
        for (String key : lasting(at)) {
            if (same(production.get(key), states.getLast().get(key))) {
                there++;
            } else if (before(key, at)) {
                missing.add(key);
            }
        }
        if (missing.isEmpty()) {
            return new MigrationState(file, State.APPLIED, "");
        }
        String some = String.join(", ", missing.subList(0, Math.min(5, missing.size())))
                + (missing.size() > 5 ? " and " + (missing.size() - 5) + " more" : "");
        return there == 0
                ? new MigrationState(file, State.NOT_APPLIED, "production has nothing of it: " + some)
                : new MigrationState(file, State.PARTLY_APPLIED, "production lacks " + some);
    }

    /** What the file changed and no later file changed again. */
    private Set<String> lasting(int at) {
        Set<String> keys = new HashSet<>(states.get(at).keySet());
        keys.addAll(states.get(at - 1).keySet());
        Set<String> lasting = new java.util.TreeSet<>();
        for (String key : keys) {
            boolean weak = WEAK.contains(key.substring(0, Math.max(0, key.indexOf(' '))));
            boolean changed = !same(states.get(at - 1).get(key), states.get(at).get(key));
            boolean last = same(states.get(at).get(key), states.getLast().get(key));
            if (!weak && changed && last) {
                lasting.add(key);
            }
        }
        return lasting;
    }

    /** Production is where the file found things; where it has something else again, somebody changed it by hand. */
    private boolean before(String key, int at) {
        return same(production.get(key), states.get(at - 1).get(key));
    }

    private static boolean same(
            @org.jspecify.annotations.Nullable SchemaObject one,
            @org.jspecify.annotations.Nullable SchemaObject other) {
        return Optional.ofNullable(one)
                .map(SchemaObject::definition)
                .equals(Optional.ofNullable(other).map(SchemaObject::definition));
    }
}
