package dev.lockkeeper.hook;

import dev.lockkeeper.approval.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that a command names, one way or another. */
final class ShellFiles {
    /** Programs whose last argument or output may be a folder or a name that only the shell knows. */
    private static final Set<String> WRITERS = Set.of(
            "tee",
            "cp",
            "mv",
            "install",
            "ln",
            "dd",
            "rsync",
            "tar",
            "unzip",
            "cpio",
            "scp",
            "sftp",
            "sponge",
            "truncate",
            "touch",
            "split",
            "csplit",
            "curl",
            "wget",
            "rm",
            "rmdir",
            "unlink",
            "shred",
            "rename",
            "mmv",
            "patch",
            "mount",
            "bindfs",
            "git",
            "sed",
            "gsed",
            "perl",
            "awk",
            "gawk",
            "ed",
            "ex",
            "vi",
            "vim",
            "nvim",
            "emacs",
            "nano",
            "find",
            "fd",
            "xargs");

    private static final Set<String> DELETERS = Set.of(
            "rm", "rmdir", "unlink", "shred", "git", "find", "fd", "xargs", "perl", "awk", "curl", "wget", "sed");
    private static final Pattern PATHS = Pattern.compile("[^\\s'\"`=:,;()<>|&\\[\\]{}]+");
    private static final Pattern DEVICES = Pattern.compile("/dev/(?:null|stdout|stderr|tty|fd/\\d+)|\\d+|-|");

    private final Places places;

    ShellFiles(Places places) {
        this.places = places;
    }

    /** Files that redirections write. */
    Decision writes(Set<Path> folders, List<Word> targets) {
        for (Word target : targets) {
            if (!DEVICES.matcher(target.text()).matches()) {
                Optional<Place> place = guarded(folders, target);
                if (place.isPresent()) {
                    return Denials.of(place.get());
                }
                if (target.wild() && mayBe(target)) {
                    return Denials.unreadable("the output goes to a file whose name only the shell knows");
                }
            }
        }
        return Decision.ALLOW;
    }

    /** Files that a command, which is no reader, has in its words or input. */
    Decision named(Set<Path> folders, List<Word> words, String input) {
        for (Word word : words) {
            Optional<Place> place = guarded(folders, word);
            if (place.isPresent()) {
                return Denials.of(place.get());
            }
        }
        return inside(folders, input).map(Denials::of).orElse(Decision.ALLOW);
    }

    /** Folders of migrations, names that are left to the shell, and patches, for the programs that write. */
    Decision targets(Set<Path> folders, String program, List<Word> words, ShellCommand command) {
        if (!WRITERS.contains(program)) {
            return Decision.ALLOW;
        }
        boolean patches = program.equals("patch")
                || words.stream().anyMatch(word -> word.text().matches("apply|am"));
        if (patches) {
            if (command.fed()) {
                return Denials.unreadable("a patch comes from a pipe");
            }
            for (Word file : Stream.concat(words.stream().skip(1), command.reads().stream())
                    .toList()) {
                for (Path folder : folders) {
                    Optional<Bytes> content =
                            file.unknown() ? Optional.empty() : WrittenFiles.read(folder.resolve(file.text()));
                    Optional<Place> place = content.flatMap(
                            bytes -> inPatch(folders, new String(bytes.toArray(), StandardCharsets.UTF_8)));
                    if (place.isPresent()) {
                        return Denials.of(place.get());
                    }
                }
            }
        }
        for (Word word : words.subList(1, words.size())) {
            String text = word.text().replaceFirst("^(?:of=|--[a-z-]+=)", "");
            boolean folder = !program.equals("git")
                    || words.stream().anyMatch(each -> each.text().matches("checkout|restore|rm|mv|clean|apply|am"));
            if (folder
                    && !text.startsWith("-")
                    && !word.wild()
                    && folders.stream()
                            .anyMatch(each ->
                                    places.holdsMigrations(each, text) && !text.isEmpty() && !text.equals("."))) {
                return Denials.unreadable(
                        "`" + program + "` works on " + text + ", where migrations lie, without naming its files");
            }
            if (word.wild() && !DELETERS.contains(program) && word.unknown() && mayBe(new Word(text, true))) {
                return Denials.unreadable("`" + program + "` writes a file whose name only the shell knows");
            }
        }
        return Decision.ALLOW;
    }

    /** Whether the script speaks of migrations at all. */
    boolean anywhere(Set<Path> folders, ShellScript script) {
        return script.commands().stream()
                .flatMap(command -> Stream.of(command.words(), command.reads()).flatMap(Collection::stream))
                .anyMatch(word -> guarded(folders, word).isPresent()
                        || folders.stream()
                                .anyMatch(folder -> !word.wild() && places.holdsMigrations(folder, word.text())));
    }

    private Optional<Place> inPatch(Set<Path> folders, String text) {
        return PatchPaths.of(text).stream()
                .flatMap(path -> folders.stream().flatMap(folder -> places.guarded(folder, path).stream()))
                .findFirst();
    }

    private Optional<Place> guarded(Set<Path> folders, Word word) {
        if (word.wild()) {
            return byPattern(word).or(() -> inside(folders, word.text()));
        }
        return folders.stream()
                .flatMap(folder -> places.guarded(folder, word.text()).stream())
                .findFirst()
                .or(() -> inside(folders, word.text()));
    }

    /** A path somewhere in a longer text: code of an interpreter, an option's value, a patch. */
    private Optional<Place> inside(Set<Path> folders, String text) {
        for (Matcher path = PATHS.matcher(text); path.find(); ) {
            String spelt = path.group();
            Optional<Place> place = folders.stream()
                    .flatMap(folder -> places.guarded(folder, spelt).stream())
                    .findFirst();
            if (place.isEmpty()
                    && (spelt.startsWith("~")
                            || spelt.indexOf(Word.UNKNOWN) >= 0
                            || spelt.startsWith("a/")
                            || spelt.startsWith("b/"))) {
                place = places.looselyGuarded(spelt);
            }
            if (place.isPresent()) {
                return place;
            }
        }
        return Optional.empty();
    }

    /** What a word with wildcards may become: with each wildcard read as any text, is it the name of a guarded file? */
    private Optional<Place> byPattern(Word word) {
        StringBuilder regex = new StringBuilder("(?s)(?:.*/)?");
        String text = MigrationGlobs.folded(word.text()).replaceFirst("^(?:\\./|\\.\\./|/|~/)+", "");
        boolean literal = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == Word.UNKNOWN || c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (c == '[' || c == '{') {
                int end = text.indexOf(c == '[' ? ']' : '}', i);
                regex.append(c == '[' ? "." : ".*");
                i = end < 0 ? text.length() : end;
            } else {
                literal |= Character.isLetterOrDigit(c);
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        if (!literal) {
            return Optional.empty();
        }
        Pattern pattern = Pattern.compile(regex.toString());
        String base = word.base().matches("(?s).*[*?\\[{\uFFFC].*") ? "x" : MigrationGlobs.folded(word.base());
        return Stream.concat(
                        places.globs().folders().stream()
                                .flatMap(folder -> Stream.concat(
                                                Stream.of(base),
                                                places.globs().endings().stream()
                                                        .map(end -> "x" + end))
                                        .map(name ->
                                                MigrationGlobs.folded(folder.isEmpty() ? name : folder + "/" + name))),
                        places.existing().stream())
                .filter(name -> pattern.matcher(MigrationGlobs.folded(name)).matches())
                .flatMap(name -> places.looselyGuarded(name).stream())
                .findFirst();
    }

    /** Whether the spelt end of the name leaves room for a migration. */
    private boolean mayBe(Word word) {
        String text = MigrationGlobs.folded(word.text());
        String end = text.substring(Math.max(text.lastIndexOf(Word.UNKNOWN), text.lastIndexOf('*')) + 1);
        return places.globs().endings().stream().anyMatch(each -> end.endsWith(each) || each.endsWith(end));
    }
}
