package dev.lockkeeper.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * A step draft with its place: {@code round} counts passes through the phases, so that a change that depends on
 * an earlier backfill comes after it even when its own kind of phase would come before.
 */
record PlacedDraft(StepDraft draft, int origin, int round) {

    private int rank() {
        return round * Phase.Kind.values().length + draft.phase().ordinal();
    }

    /** Places the drafts of one unit after everything they depend on, in the earliest phase that allows it. */
    static List<PlacedDraft> place(List<StepDraft> drafts, int origin, List<PlacedDraft> before) {
        List<PlacedDraft> placed = new ArrayList<>();
        int floor = 0;
        for (StepDraft draft : drafts) {
            int lowest = floor;
            for (PlacedDraft earlier : before) {
                if (earlier.draft().objects().stream().anyMatch(object -> touches(draft, object))) {
                    lowest = Math.max(lowest, earlier.rank());
                }
            }
            int kinds = Phase.Kind.values().length;
            int round = lowest / kinds;
            if (round * kinds + draft.phase().ordinal() < lowest) {
                round++;
            }
            PlacedDraft result = new PlacedDraft(draft, origin, round);
            floor = result.rank();
            placed.add(result);
        }
        return placed;
    }

    private static boolean touches(StepDraft draft, String object) {
        return draft.objects().stream()
                .anyMatch(own -> own.equals(object) || own.startsWith(object + ".") || object.startsWith(own + "."));
    }

    /** Groups drafts into phases in order of rank; order inside a phase is the order of the script. */
    static List<List<PlacedDraft>> phases(List<PlacedDraft> placed) {
        java.util.TreeMap<Integer, List<PlacedDraft>> byRank = new java.util.TreeMap<>();
        for (PlacedDraft draft : placed) {
            byRank.computeIfAbsent(draft.rank(), rank -> new ArrayList<>()).add(draft);
        }
        return List.copyOf(byRank.values());
    }
}
