package dev.lockkeeper.hook;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A command line → whether it may run. Whatever is not on the list of readers and names a migration is denied, so is
 * whatever runs SQL that changes something, a runner's command, and a script that nobody can see.
 */
final class ShellJudge {
    /** Substitutions inside substitutions; nobody writes more by hand. */
    private static final int DEEPEST = 8;

    private static final int MOST_FOLDERS = 16;
    private static final Set<String> SHELLS =
            Set.of("sh", "bash", "dash", "zsh", "ksh", "mksh", "ash", "fish", "rbash");
    /** Programs that run a command given in one word, on another machine, user or container. */
    private static final Set<String> RUN_ELSEWHERE = Set.of(
            "ssh",
            "su",
            "runuser",
            "docker",
            "docker-compose",
            "podman",
            "kubectl",
            "oc",
            "nerdctl",
            "script",
            "watch",
            "parallel",
            "xargs",
            "vagrant",
            "heroku",
            "fly",
            "flyctl",
            "railway",
            "gcloud",
            "nsenter",
            "chroot",
            "entr",
            "tmux",
            "screen",
            "at",
            "batch",
            "find",
            "fd",
            "make",
            "expect",
            "wsl",
            "cmd",
            "powershell",
            "pwsh",
            "trap");

    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*", Pattern.DOTALL);
    private static final Set<String> KEYWORDS = Set.of(
            "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "{", "}", "!", "time", "esac",
            "coproc");
    private static final Set<String> WRAPPERS = Set.of(
            "sudo",
            "doas",
            "env",
            "command",
            "builtin",
            "exec",
            "nohup",
            "nice",
            "ionice",
            "stdbuf",
            "timeout",
            "setsid",
            "chronic",
            "caffeinate",
            "unbuffer",
            "busybox",
            "winpty",
            "strace");

    private final Places places;
    private final RunnerCommands runners;
    private final ShellFiles files;
    private final ShellSql sql;

    ShellJudge(Places places, RunnerCommands runners, SqlReads reads) {
        this.places = places;
        this.runners = runners;
        this.files = new ShellFiles(places);
        this.sql = new ShellSql(reads);
    }

    Decision judge(Path folder, String text) {
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(folder);
        return judge(folders, text, 0);
    }

    private Decision judge(Set<Path> folders, String text, int depth) {
        ShellScript script = ShellReader.read(text);
        if (depth > DEEPEST || !script.whole()) {
            return Denials.unreadable(
                    "the command has a quote, bracket or here-document that does not end where one can see it");
        }
        for (String inner : script.nested()) {
            if (judge(folders, inner, depth + 1) instanceof Decision.Deny deny) {
                return deny;
            }
        }
        boolean touches = files.anywhere(folders, script);
        for (ShellCommand command : script.commands()) {
            if (judge(folders, command, touches, depth) instanceof Decision.Deny deny) {
                return deny;
            }
        }
        return Decision.ALLOW;
    }

    private Decision judge(Set<Path> folders, ShellCommand command, boolean touches, int depth) {
        List<Word> words = new ArrayList<>(command.words());
        List<Word> assignments = unwrap(words);
        String program = words.isEmpty()
                ? ""
                : words.getFirst().base().toLowerCase(Locale.ROOT).replaceFirst("\\.exe$", "");
        List<Decision> decisions = new ArrayList<>();
        decisions.add(files.writes(folders, command.writes()));
        decisions.add(files.named(folders, assignments, ""));
        if (assignments.stream().anyMatch(ShellJudge::disarms)) {
            decisions.add(Denials.guard("a variable that switches checks off"));
        }
        if (words.isEmpty()) {
            return first(decisions);
        }
        if (program.chars().allMatch(c -> c == Word.UNKNOWN || !Character.isLetterOrDigit(c))
                && words.getFirst().unknown()) {
            decisions.add(Denials.unreadable("the program of a command is a variable or another command's output"));
        }
        if (program.equals("cd") || program.equals("pushd")) {
            enter(folders, words);
        }
        decisions.add(shells(folders, program, words, command, depth));
        boolean reads = ReadingCommands.reads(program, words);
        if (!reads) {
            decisions.add(sql.judge(words, command));
            runners.in(words).ifPresent(said -> decisions.add(Denials.runs("`" + said + "`")));
            decisions.add(files.named(folders, words, command.input()));
            decisions.add(files.targets(folders, program, words, command));
        }
        decisions.add(gate(program, words));
        if (program.equals("xargs")
                && touches
                && !ReadingCommands.reads(inner(words), words.subList(1, words.size()))) {
            decisions.add(Denials.unreadable("xargs gets the names of migrations"));
        }
        return first(decisions);
    }

    private static Decision first(List<Decision> decisions) {
        return decisions.stream()
                .filter(decision -> decision instanceof Decision.Deny)
                .findFirst()
                .orElse(Decision.ALLOW);
    }

    /** Takes keywords, assignments and wrappers off the front; returns the assignments. */
    private static List<Word> unwrap(List<Word> words) {
        List<Word> assignments = new ArrayList<>();
        boolean wrapped = false;
        while (!words.isEmpty()) {
            String text = words.getFirst().text();
            if (ASSIGNMENT.matcher(text).matches()) {
                assignments.add(words.removeFirst());
            } else if (KEYWORDS.contains(text)
                    || WRAPPERS.contains(words.getFirst().base())) {
                wrapped |= WRAPPERS.contains(words.removeFirst().base());
            } else if (wrapped && words.size() > 1 && (text.startsWith("-") || text.matches("[0-9.]+[smhd]?"))) {
                words.removeFirst();
            } else {
                break;
            }
        }
        return assignments;
    }

    private static boolean disarms(Word assignment) {
        String text = assignment.text().toLowerCase(Locale.ROOT);
        return text.matches(
                "(?s)skip=.*lockkeeper.*|git_config.*hookspath.*|git_config_(?:global|system|count|parameters)=.*|git_dir=.*|pre_commit_allow_no_config=.*");
    }

    private static void enter(Set<Path> folders, List<Word> words) {
        List<Word> targets = words.stream()
                .skip(1)
                .filter(word -> !word.text().startsWith("-"))
                .toList();
        for (Path folder : List.copyOf(folders)) {
            if (!targets.isEmpty() && folders.size() < MOST_FOLDERS) {
                try {
                    folders.add(folder.resolve(targets.getFirst().text()));
                } catch (InvalidPathException e) {
                    // Such a folder cannot be entered.
                }
            }
        }
    }

    private static String inner(List<Word> words) {
        return words.stream()
                .skip(1)
                .filter(word -> !word.text().startsWith("-"))
                .findFirst()
                .map(word -> word.base())
                .orElse("echo");
    }

    /** Text that a shell will read, wherever the shell stands in the command. */
    private Decision shells(Set<Path> folders, String program, List<Word> words, ShellCommand command, int depth) {
        List<String> scripts = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            boolean shell = SHELLS.contains(words.get(i).base());
            for (int j = i + 1; shell && j < words.size(); j++) {
                if (words.get(j).text().matches("-[a-zA-Z]*c") && j + 1 < words.size()) {
                    scripts.add(words.get(j + 1).text());
                }
            }
        }
        boolean bare = SHELLS.contains(program)
                && words.stream()
                        .skip(1)
                        .allMatch(word ->
                                word.text().startsWith("-") && !word.text().matches("-[a-zA-Z]*c"));
        if (bare && (command.fed() || !command.reads().isEmpty())) {
            return Denials.unreadable("a shell is fed commands from a pipe or file");
        }
        if (bare) {
            scripts.add(command.input());
        }
        if (program.equals("eval")) {
            scripts.add(String.join(" ", words.stream().skip(1).map(Word::text).toList()));
            if (words.stream().anyMatch(Word::unknown)) {
                return Denials.unreadable("eval runs text that only the shell knows");
            }
        }
        if (RUN_ELSEWHERE.contains(program)) {
            words.stream()
                    .skip(1)
                    .map(Word::text)
                    .filter(text -> text.matches("(?s).*\\s.*"))
                    .forEach(scripts::add);
            if (!inner(words).isEmpty()
                    && words.size() > 2
                    && program.matches("xargs|watch|parallel|trap|chroot|runuser")) {
                List<Word> rest = words.subList(1, words.size()).stream()
                        .dropWhile(word -> word.text().startsWith("-"))
                        .toList();
                scripts.add(String.join(
                        " ",
                        rest.stream()
                                .map(word -> word.text().matches("[\\w./=:@-]+") ? word.text() : "x")
                                .toList()));
            }
        }
        for (String text : scripts) {
            if (judge(folders, text, depth + 1) instanceof Decision.Deny deny) {
                return deny;
            }
        }
        return Decision.ALLOW;
    }

    /** Commands that would take the gate out of the way. */
    private static Decision gate(String program, List<Word> words) {
        List<String> texts = words.stream().map(Word::text).toList();
        if (program.equals("lockkeeper")
                && texts.contains("init")
                && !texts.contains("--roles-sql")
                && !texts.contains("--help")) {
            return Denials.guard("`lockkeeper init`");
        }
        if (program.equals("lockkeeper")
                && texts.contains("apply")
                && !texts.contains("--dry-run")
                && !texts.contains("--help")) {
            return Denials.applies();
        }
        if (program.equals("lockkeeper") && texts.contains("decide") && !texts.contains("--help")) {
            return Denials.decides();
        }
        if (program.equals("ssh-keygen") && texts.contains("sign")) {
            return Denials.decides();
        }
        if (program.equals("git")) {
            boolean skips = texts.contains("--no-verify")
                    || texts.contains("commit") && texts.stream().anyMatch(each -> each.matches("-[a-z]*n[a-z]*"));
            boolean hooks = texts.stream()
                    .anyMatch(each -> each.toLowerCase(Locale.ROOT).contains("core.hookspath"));
            return skips || hooks ? Denials.guard("the pre-commit check") : Decision.ALLOW;
        }
        return program.equals("pre-commit") && texts.contains("uninstall")
                ? Denials.guard("the pre-commit check")
                : Decision.ALLOW;
    }
}
