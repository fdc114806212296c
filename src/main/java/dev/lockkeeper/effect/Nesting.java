package dev.lockkeeper.effect;

import dev.lockkeeper.catalog.Catalog;
import dev.lockkeeper.pg.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The routines and triggers that lie inside each other where a statement stands, from the outermost, and how many more
 * statements of routines may be unfolded in this script: routines that call each other often grow exponentially.
 */
record Nesting(List<Routine> path, AtomicInteger left) {
    private static final int DEEPEST = 5;
    private static final int MOST_STATEMENTS = 20_000;

    Nesting {
        path = List.copyOf(path);
    }

    /** A routine that is being read in the schema it met. */
    record Routine(QualifiedName name, Catalog catalog) {}

    static Nesting none() {
        return new Nesting(List.of(), new AtomicInteger(MOST_STATEMENTS));
    }

    Nesting in(QualifiedName routine, Catalog catalog) {
        List<Routine> inside = new ArrayList<>(path);
        inside.add(new Routine(routine, catalog));
        return new Nesting(inside, left);
    }

    /** It calls itself, and the schema is still the same: whatever it does is being listed already. */
    boolean repeats(QualifiedName routine, Catalog catalog) {
        return path.stream().anyMatch(outer -> outer.name().equals(routine) && outer.catalog() == catalog);
    }

    boolean tooDeep() {
        return path.size() > DEEPEST;
    }

    /** Takes one statement of a routine from what may be unfolded; false when nothing is left. */
    boolean take() {
        return left.getAndUpdate(now -> Math.max(0, now - 1)) > 0;
    }

    String tooDeepSays() {
        return "routines call each other more than " + DEEPEST + " levels deep";
    }

    String tooManySays() {
        return "the routines that the script calls unfold to more than " + MOST_STATEMENTS + " statements";
    }
}
