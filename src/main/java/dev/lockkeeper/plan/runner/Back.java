package dev.lockkeeper.plan.runner;

import dev.lockkeeper.plan.Section;
import dev.lockkeeper.plan.TransactionMode;
import java.util.List;

/** How a runner takes a file back. */
sealed interface Back {
    /** Sections in the order they run. */
    record Undo(List<Section> sections) implements Back {
        public Undo {
            sections = List.copyOf(sections);
        }

        boolean transactional() {
            return sections.stream().allMatch(section -> section.mode() == TransactionMode.TRANSACTION);
        }

        /** Inside the runner's transaction. */
        List<String> wrapped() {
            return sections.stream()
                    .flatMap(section -> section.wrapped().stream())
                    .toList();
        }

        /** Without one. */
        List<String> alone() {
            return sections.stream()
                    .flatMap(section -> (section.mode() == TransactionMode.TRANSACTION
                                    ? section.ownTransaction()
                                    : section.session())
                            .stream())
                    .toList();
        }
    }

    /** There is nothing to take back. */
    record Nothing(String why) implements Back {}

    /** The runner must refuse: a file that it counts as taken back while it is not would be a lie. */
    record Never(String why) implements Back {
        /** SQL that fails with the reason. */
        String raise() {
            return "DO $lockkeeper$ BEGIN RAISE EXCEPTION USING MESSAGE = '"
                    + why.replace("'", "''").replace("$", "") + "'; END $lockkeeper$";
        }
    }
}
