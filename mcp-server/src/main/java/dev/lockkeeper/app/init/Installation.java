package dev.lockkeeper.app.init;

import dev.lockkeeper.gate.GateConfigReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A repository and the chosen kits → the changes to its files; nothing is written here. */
public final class Installation {
    /** The script that every client calls. */
    public static final String SCRIPT = ".lockkeeper/hook.sh";

    /** Files that are ours from the first line: one that is there without our marks is somebody else's. */
    private static final Set<String> WHOLE = Set.of(
            SCRIPT,
            ".claude/skills/lockkeeper/SKILL.md",
            ".cursor/rules/lockkeeper.mdc",
            ".github/workflows/lockkeeper.yml");

    private final Path root;
    private final List<String> globs;
    private final List<String> refusals = new ArrayList<>();
    private final JsonMerge json = new JsonMerge();

    public Installation(Path root, List<String> globs) {
        this.root = root;
        this.globs = List.copyOf(globs);
    }

    /** What was left alone and why, one text each, after the changes were asked for. */
    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    public List<Change> put(Set<Kit> kits) {
        List<Change> changes = new ArrayList<>();
        // A configuration that is there is the user's: it may have been edited, and the globs come from it.
        if (!Files.exists(root.resolve(GateConfigReader.FILE), LinkOption.NOFOLLOW_LINKS)) {
            changes.add(new Change(GateConfigReader.FILE, Optional.empty(), Optional.of(configuration(globs))));
        }
        add(changes, ".gitattributes", attributes(globs), true);
        add(changes, SCRIPT, HookScript.of(globs), true);
        kits.forEach(kit -> kit.files().forEach(file -> add(changes, file, kit.text(file), true)));
        return changes.stream().filter(change -> !change.nothing()).toList();
    }

    public List<Change> remove(Set<Kit> kits) {
        List<Change> changes = new ArrayList<>();
        kits.forEach(kit -> kit.files().forEach(file -> add(changes, file, kit.text(file), false)));
        if (kits.size() == Kit.values().length) {
            add(changes, SCRIPT, HookScript.of(globs), false);
            add(changes, ".gitattributes", attributes(globs), false);
            add(changes, GateConfigReader.FILE, configuration(globs), false);
        }
        return changes.stream().filter(change -> !change.nothing()).toList();
    }

    /** The configuration of a repository that has none. */
    public static String configuration(List<String> globs) {
        return Kit.shipped("common/lockkeeper.yaml")
                .replace(
                        "[\"migrations/**/*.sql\"]",
                        globs.stream().map(glob -> "\"" + glob + "\"").collect(Collectors.joining(", ", "[", "]")));
    }

    /** Git must not change a byte of what is signed. */
    public static String attributes(List<String> globs) {
        return "# lockkeeper:begin\n"
                + globs.stream().map(glob -> glob + " -text\n").collect(Collectors.joining())
                + "*approval.dsse.json -text\n.lockkeeper/** -text\n# lockkeeper:end\n";
    }

    private void add(List<Change> changes, String file, String kit, boolean put) {
        try {
            Optional<String> before = read(file);
            if (before.isPresent() || put) {
                changes.add(new Change(
                        file,
                        before,
                        put ? Optional.of(merged(file, before, kit)) : rest(file, before.orElseThrow(), kit)));
            }
        } catch (Refused refused) {
            refusals.add(file + " " + refused.why());
        }
    }

    private String merged(String file, Optional<String> before, String kit) throws Refused {
        if (before.isEmpty()) {
            return kit;
        }
        String text = before.get();
        if (file.endsWith(".json")) {
            return json.put(text, kit);
        }
        if (WHOLE.contains(file) && !MarkedSection.in(text)) {
            throw new Refused("is there and not written by lockkeeper init. Move it away, then run init again.");
        }
        return file.equals(".pre-commit-config.yaml") && !text.isBlank()
                ? MarkedSection.putAfter(text, kit, "repos:")
                : MarkedSection.put(text, kit);
    }

    private Optional<String> rest(String file, String text, String kit) throws Refused {
        return file.endsWith(".json") ? json.remove(text, kit) : MarkedSection.remove(text, kit);
    }

    private Optional<String> read(String file) throws Refused {
        Path path = root.resolve(file);
        for (Path part = path; part != null && !part.equals(root); part = part.getParent()) {
            if (Files.isSymbolicLink(part)) {
                throw new Refused(
                        "is, or lies behind, a symbolic link. Make it a file of this repository, then run init again.");
            }
        }
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(path, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new Refused("cannot be read as UTF-8 text. Check it, then run init again.");
        }
    }
}
