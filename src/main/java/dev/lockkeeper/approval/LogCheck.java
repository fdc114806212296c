package dev.lockkeeper.approval;

import java.util.List;

/** Whether a log is as it was written. */
public sealed interface LogCheck {
    /** Nothing was edited, removed or reordered up to the known heads; {@code head} is worth keeping elsewhere. */
    record Intact(LogHead head) implements LogCheck {}

    /** The places where it is not, in the order of the log. */
    record Broken(List<Break> breaks) implements LogCheck {
        public Broken {
            breaks = List.copyOf(breaks);
            if (breaks.isEmpty()) {
                throw new IllegalArgumentException("a broken log has a break");
            }
        }
    }

    /** One break: its kind, the line from 1 (one past the end when something is missing there), and what was found. */
    record Break(Kind kind, long line, String detail) {
        @Override
        public String toString() {
            return "line " + line + ": " + detail;
        }
    }

    /** The kinds of break. */
    enum Kind {
        /** The content of an entry is not what was hashed. */
        EDITED,
        /** Entries before this line are gone. */
        GAP,
        /** The entry belongs to another place, or is there twice. */
        REORDERED,
        /** Entries at the end, or the record of the end, are gone. */
        TRUNCATED
    }
}
