package dev.lockkeeper.hook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The migration runners' own commands, from {@code runner-commands.txt}. */
public final class RunnerCommands {
    private final List<List<Pattern>> rows;
    private final Set<String> programs;

    private RunnerCommands(List<List<Pattern>> rows, Set<String> programs) {
        this.rows = List.copyOf(rows);
        this.programs = Set.copyOf(programs);
    }

    public static RunnerCommands shipped() {
        List<List<Pattern>> rows = new ArrayList<>();
        Set<String> programs = new TreeSet<>();
        for (String line : lines()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.strip().split(" +");
                programs.addAll(
                        List.of(words[0].replace("*", "").replace("./", "").split("\\|")));
                rows.add(Stream.of(words).map(RunnerCommands::spellings).toList());
            }
        }
        return new RunnerCommands(rows, programs);
    }

    /** The literal part of each program's name. */
    public Set<String> programs() {
        return programs;
    }

    /** The command as one would say it, when the words hold one; wrappers such as bundle exec may stand before it. */
    Optional<String> in(List<Word> words) {
        for (int start = 0; start < words.size(); start++) {
            for (List<Pattern> row : rows) {
                if (row.getFirst().matcher(program(words.get(start))).matches()) {
                    Optional<String> found = rest(row, words, start);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> rest(List<Pattern> row, List<Word> words, int start) {
        StringBuilder said = new StringBuilder(program(words.get(start)));
        int at = start + 1;
        for (Pattern wanted : row.subList(1, row.size())) {
            while (at < words.size()
                    && !words.get(at).unknown()
                    && !wanted.matcher(words.get(at).text().toLowerCase(Locale.ROOT))
                            .matches()) {
                at++;
            }
            if (at == words.size()) {
                return Optional.empty();
            }
            said.append(' ').append(words.get(at++).text().replace(Word.UNKNOWN, '…'));
        }
        return Optional.of(said.toString());
    }

    private static String program(Word word) {
        String base = word.base().toLowerCase(Locale.ROOT);
        base = base.replaceFirst("\\.(?:exe|cmd|bat|sh|js|rb|phar)$", "");
        return base.replaceFirst("@[\\w.^~-]+$", "");
    }

    private static Pattern spellings(String word) {
        return Pattern.compile(Stream.of(word.split("\\|"))
                .map(each -> Stream.of(each.toLowerCase(Locale.ROOT).split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")))
                .collect(Collectors.joining("|", "(?:", ")")));
    }

    private static List<String> lines() {
        try (InputStream stream = RunnerCommands.class.getResourceAsStream("runner-commands.txt")) {
            if (stream == null) {
                throw new HookException("runner-commands.txt is not in this build; build Lockkeeper again.");
            }
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                return reader.lines().toList();
            }
        } catch (IOException e) {
            throw new HookException("runner-commands.txt cannot be read: " + e.getMessage(), e);
        }
    }
}
