package dev.lockkeeper.hook;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether a command can only look at the files it names. Everything that is not listed may write. */
final class ReadingCommands {
    private static final Set<String> ALWAYS = Set.of(
            "cat",
            "less",
            "more",
            "head",
            "tail",
            "grep",
            "egrep",
            "fgrep",
            "zgrep",
            "rg",
            "ag",
            "ls",
            "ll",
            "dir",
            "wc",
            "cmp",
            "stat",
            "file",
            "du",
            "df",
            "md5sum",
            "sha1sum",
            "sha256sum",
            "sha512sum",
            "shasum",
            "cksum",
            "nl",
            "bat",
            "echo",
            "printf",
            "test",
            "[",
            "[[",
            "true",
            "false",
            "pwd",
            "cd",
            "pushd",
            "popd",
            "basename",
            "dirname",
            "realpath",
            "readlink",
            "od",
            "hexdump",
            "strings",
            "cut",
            "comm",
            "jq",
            "tac",
            "rev",
            "fold",
            "column",
            "paste",
            "expr",
            "seq",
            "date",
            "which",
            "type",
            "whoami",
            "id",
            "uname",
            "sleep",
            "wait",
            "exit",
            "return",
            "diffstat",
            "colordiff",
            "icdiff",
            "delta",
            "tokei",
            "cloc",
            "squawk",
            "pgfence");
    /** Commands of git that leave the work tree alone. */
    private static final Set<String> GIT = Set.of(
            "log",
            "diff",
            "show",
            "status",
            "add",
            "commit",
            "blame",
            "annotate",
            "ls-files",
            "ls-tree",
            "grep",
            "rev-parse",
            "rev-list",
            "branch",
            "tag",
            "fetch",
            "push",
            "describe",
            "cat-file",
            "shortlog",
            "check-ignore",
            "check-attr",
            "diff-tree",
            "diff-index",
            "hash-object",
            "merge-base",
            "name-rev",
            "remote",
            "whatchanged");

    private static final Pattern SED_WRITES = Pattern.compile("(?s).*(?:^|[;/{}\\s\\d$])[wWe](?:\\s.*|$)");

    private ReadingCommands() {}

    /** {@code words} starts with the program. */
    static boolean reads(String program, List<Word> words) {
        if (ALWAYS.contains(program)) {
            return true;
        }
        return switch (program) {
            case "sed", "gsed" ->
                words.stream()
                        .skip(1)
                        .noneMatch(word -> word.text().matches("-[a-zA-Z]*i.*|--in-place.*|-[nEr]*f|--file.*")
                                || SED_WRITES.matcher(word.text()).matches());
            case "find", "fd" ->
                words.stream().noneMatch(word -> word.text().matches("-(?:delete|exec.*|ok.*|f(?:print|ls).*|x|X)"));
            case "sort", "tree", "xxd", "diff", "uniq" ->
                words.stream().noneMatch(word -> word.text().matches("-[a-zA-Z]*[or].*|--output.*"))
                        && (!program.equals("uniq") && !program.equals("xxd") || words.size() <= 3);
            case "yq" -> words.stream().noneMatch(word -> word.text().matches("-[a-zA-Z]*i.*|--in-?place.*"));
            case "git" -> git(words);
            case "lockkeeper" -> true;
            default -> false;
        };
    }

    private static boolean git(List<Word> words) {
        return words.stream().noneMatch(word -> word.text().matches("--output(?:=.*)?|-o.*"))
                && words.stream()
                        .skip(1)
                        .filter(word -> !word.text().startsWith("-"))
                        .findFirst()
                        .filter(word -> GIT.contains(word.text()))
                        .isPresent();
    }
}
