package dev.lockkeeper.app.init;

import dev.lockkeeper.hook.MigrationGlobs;
import dev.lockkeeper.hook.RunnerCommands;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The script that clients call: it lets through what cannot concern the gate without starting Java, hands the rest to
 * {@code lockkeeper hook}, and denies when that cannot run. The words it looks for come from the same tables as the
 * decision, so it never lets through what the decision would deny for its words.
 */
public final class HookScript {
    /** What SQL clients, guarded files and other ways around have in their text. */
    private static final List<String> WORDS = List.of(
            "sql",
            "pg_",
            "pgcli",
            "migra",
            "lockkeeper",
            "mcp",
            ".dsse",
            "settings",
            "hooks",
            "config.toml",
            "git/config",
            "no-verify",
            "commit",
            "eval",
            "xargs",
            "patch",
            "apply");

    private HookScript() {}

    public static String of(List<String> globs) {
        MigrationGlobs migrations = new MigrationGlobs(globs);
        Set<String> words = new TreeSet<>(WORDS);
        // An end of a name that stands in every path of a migration, however its folder is spelt; else all is looked
        // at.
        boolean all = migrations.endings().stream().anyMatch(String::isEmpty);
        words.addAll(migrations.endings());
        migrations.folders().stream().filter(folder -> !folder.isEmpty()).forEach(words::add);
        words.addAll(RunnerCommands.shipped().programs());
        String pattern = all
                ? "*"
                : words.stream()
                        .filter(word -> words.stream().noneMatch(other -> !other.equals(word) && word.contains(other)))
                        .flatMap(HookScript::caseless)
                        .collect(Collectors.joining(" | \\\n  "));
        return Kit.shipped("common/hook.sh.in").replace("@WORDS@", pattern);
    }

    private static Stream<String> caseless(String word) {
        return Stream.of(word.chars()
                .mapToObj(c -> Character.isLetter(c)
                        ? "[" + Character.toString(Character.toLowerCase(c))
                                + Character.toString(Character.toUpperCase(c)) + "]"
                        : "'" + Character.toString(c) + "'")
                .collect(Collectors.joining("", "*", "*"))
                .replace("''", ""));
    }
}
