package dev.lockkeeper.app.init;

import java.util.ArrayList;
import java.util.List;

/** The lines that change, with a sign before each and two lines around: enough to say yes or no to. */
public final class TextDiff {
    private static final int AROUND = 2;

    private TextDiff() {}

    public static List<String> of(Change change) {
        List<String> before = change.before().map(text -> text.lines().toList()).orElse(List.of());
        List<String> after = change.after().map(text -> text.lines().toList()).orElse(List.of());
        List<String> shown = new ArrayList<>();
        shown.add("--- " + (change.before().isPresent() ? change.file() : "/dev/null"));
        shown.add("+++ " + (change.after().isPresent() ? change.file() : "/dev/null"));
        List<String> all = signed(before, after);
        int hidden = 0;
        for (int i = 0; i < all.size(); i++) {
            boolean near = all.subList(Math.max(0, i - AROUND), Math.min(all.size(), i + AROUND + 1)).stream()
                    .anyMatch(line -> line.charAt(0) != ' ');
            if (near) {
                shown.add(visible(all.get(i)));
                hidden = 0;
            } else if (hidden++ == 0) {
                shown.add(" …");
            }
        }
        return shown;
    }

    /** The longest common subsequence: files of this size allow the plain table. */
    private static List<String> signed(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                lines.add(" " + before.get(i++));
                j++;
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add("-" + before.get(i++));
            } else {
                lines.add("+" + after.get(j++));
            }
        }
        return lines;
    }

    private static String visible(String line) {
        return line.codePoints()
                .mapToObj(c ->
                        Character.isISOControl(c) && c != '\t' ? String.format("\\u%04x", c) : Character.toString(c))
                .collect(java.util.stream.Collectors.joining());
    }
}
