package dev.lockkeeper.draft;

import java.util.ArrayList;
import java.util.List;

/** Lines in order of weight that fit into a number of tokens; what does not fit is counted, never dropped silently. */
final class BudgetedLines {
    private static final int LAST_LINE = 25;

    private BudgetedLines() {}

    static String of(List<String> lines, int tokens) {
        List<String> kept = new ArrayList<>();
        int left = tokens - LAST_LINE;
        for (String line : lines) {
            left -= Tokens.count(line) + 1;
            if (left < 0) {
                break;
            }
            kept.add(line);
        }
        if (kept.size() < lines.size()) {
            kept.add("- (" + (lines.size() - kept.size()) + " more lines left out: ask for what is missing)");
        }
        return kept.isEmpty() ? "- (nothing known)" : String.join("\n", kept);
    }
}
