package dev.lockkeeper.gate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one draft has that the one before had not, and the other way round, statement by statement. */
final class DraftChanges {
    private static final int MOST = 20;
    private static final int LONGEST = 160;

    private DraftChanges() {}

    static List<String> between(List<String> before, List<String> after) {
        Set<String> old = spellings(before);
        Set<String> now = spellings(after);
        return Stream.concat(
                        old.stream().filter(each -> !now.contains(each)).map(each -> "gone: " + line(each)),
                        now.stream().filter(each -> !old.contains(each)).map(each -> "new: " + line(each)))
                .limit(MOST)
                .toList();
    }

    private static Set<String> spellings(List<String> statements) {
        return statements.stream().map(DraftAuthors::spelling).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String line(String sql) {
        return dev.lockkeeper.draft.ModelText.line(sql, LONGEST);
    }
}
