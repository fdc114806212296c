package dev.lockkeeper.hook;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A patch → every file it names. Forms: unified diffs, git's headers for renames and copies, and the envelope of
 * {@code apply_patch} (developers.openai.com/codex: {@code *** Add File:}, {@code *** Update File:},
 * {@code *** Delete File:}, {@code *** Move to:}).
 */
final class PatchPaths {
    private static final Pattern LINES = Pattern.compile(
            "(?m)^[ \\t]*(?:\\*\\*\\* (?:Add|Update|Delete) File: *|\\*\\*\\* Move (?:File )?to: *|(?:---|\\+\\+\\+) |rename (?:from|to) |copy (?:from|to) |Index: *)(.+?)\\r?$");
    private static final Pattern GIT = Pattern.compile("(?m)^diff --git \"?a/(.+?)\"? \"?b/(.+?)\"?\\r?$");

    private PatchPaths() {}

    /** As spelt, and without the first folder, which {@code patch -p1} strips; empty when the text is no patch. */
    static Set<String> of(String text) {
        Set<String> paths = new LinkedHashSet<>();
        for (Matcher line = LINES.matcher(text); line.find(); ) {
            String path = line.group(1);
            int tab = path.indexOf('\t');
            add(paths, tab < 0 ? path : path.substring(0, tab));
        }
        for (Matcher line = GIT.matcher(text); line.find(); ) {
            add(paths, line.group(1));
            add(paths, line.group(2));
        }
        return paths;
    }

    private static void add(Set<String> paths, String spelt) {
        String path = spelt.strip();
        if (path.length() > 1 && path.startsWith("\"") && path.endsWith("\"")) {
            path = path.substring(1, path.length() - 1);
        }
        if (path.isEmpty() || path.equals("/dev/null")) {
            return;
        }
        paths.add(path);
        int slash = path.indexOf('/');
        if (slash > 0) {
            paths.add(path.substring(slash + 1));
        }
    }
}
