package dev.lockkeeper.approval;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Something worth proving later: what happened, in which review, who did it, and details as plain text by name. */
public record LogEvent(Kind kind, String reviewId, String actor, SortedMap<String, String> details) {
    public LogEvent {
        Require.text("review id", reviewId);
        Require.text("actor", actor);
        details = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) details));
    }

    /** The kinds of event. */
    public enum Kind {
        REQUEST,
        VERDICT,
        DECISION,
        OVERRIDE,
        APPROVAL,
        APPLY,
        DRAFT;

        /** The spelling in the log: {@code request}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Kind> ofWord(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word().equals(word))
                    .findFirst();
        }
    }
}
