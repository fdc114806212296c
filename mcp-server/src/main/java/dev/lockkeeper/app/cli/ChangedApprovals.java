package dev.lockkeeper.app.cli;

import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.ApprovalVerifier;
import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.approval.VerificationOutcome;
import dev.lockkeeper.gate.GateConfig;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.hook.Baseline;
import dev.lockkeeper.hook.Envelopes;
import dev.lockkeeper.hook.MigrationGlobs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether everything that a change brings to the migrations of a repository is approved. Keys are those of the base,
 * and what the base calls a migration is one: a change could bring its own keys, or rename its way out.
 */
final class ChangedApprovals {
    private final Git git;
    private final Clock clock;

    ChangedApprovals(Path repository, Clock clock) {
        this.git = Git.wholeRepository(repository);
        this.clock = clock;
    }

    /** What was found for the changed files of one folder. */
    record Checked(VerificationOutcome outcome, int files) {}

    /** By folder that holds something changed; empty when no migration and no approval differs from {@code base}. */
    Map<Path, Checked> since(String base, GateConfig config, Optional<Path> keys) throws GateException {
        String parted = git.parted(base);
        VerificationKeys trusted = keys.isPresent()
                ? VerificationKeys.read(keys.get())
                : ofBase(git.filesIn(parted, Optional.of(VerificationKeys.FOLDER)));
        Optional<GateConfig> before = configOfBase(parted);
        MigrationGlobs migrations = new MigrationGlobs(
                Stream.concat(config.migrations().stream(), before.orElse(GateConfig.DEFAULTS).migrations().stream())
                        .distinct()
                        .toList());
        ApprovalVerifier verifier = new ApprovalVerifier(trusted, clock, new TargetDatabases(before.orElse(config)));
        // A runner's file need not be SQL: a switch beside it, or a migration in another language.
        Set<String> signed = verifier.signedNames(new Envelopes(git.folder(), migrations).all());
        Set<String> changed = git.changedSince(parted).stream()
                .filter(name -> migrations.matches(name)
                        || signed.contains(name)
                        || ApprovalFolder.isEnvelope(name)
                        || (unseenFolder(name) && migrations.mayHold(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        ChangedOutsideApprovals outside =
                new ChangedOutsideApprovals(git.folder(), baselineOfBase(parted), migrations, git.known());
        changed.removeIf(outside::untouched);
        Map<Path, Checked> outcomes = new LinkedHashMap<>();
        byFolder(changed).forEach((folder, names) -> {
            Path here = git.folder().resolve(folder);
            ApprovalFolder read = Files.isDirectory(here) ? ApprovalFolder.read(here) : ApprovalFolder.of(Map.of());
            VerificationOutcome outcome = outside.add(folder, names, verifier.verifyChanged(read, names));
            outcomes.put(Path.of(folder), new Checked(outcome, names.size()));
        });
        return outcomes;
    }

    /** A link to a folder, or a submodule: git shows one name, a runner finds whatever lies behind it. */
    private boolean unseenFolder(String name) {
        Path path = git.folder().resolve(name);
        return Files.isSymbolicLink(path) || Files.isDirectory(path);
    }

    private Baseline baselineOfBase(String commit) {
        Bytes text = git.filesIn(commit, Optional.of(".lockkeeper")).get("baseline.json");
        return text == null ? Baseline.NONE : Baseline.parse(text);
    }

    private Optional<GateConfig> configOfBase(String commit) throws GateException {
        Bytes text = git.filesIn(commit, Optional.empty()).get(GateConfigReader.FILE);
        return text == null
                ? Optional.empty()
                : Optional.of(GateConfigReader.parse(
                        new String(text.toArray(), StandardCharsets.UTF_8),
                        git.folder().resolve(GateConfigReader.FILE)));
    }

    private static VerificationKeys ofBase(Map<String, Bytes> files) {
        return VerificationKeys.parse(files.entrySet().stream()
                .filter(file -> file.getKey().endsWith(".pub"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** An envelope signs names below its own folder: the highest one that holds an envelope, else the file's own. */
    private Map<String, Set<String>> byFolder(Set<String> changed) {
        Set<String> folders = new TreeSet<>();
        changed.forEach(name -> folders.add(highest(name)));
        Map<String, Set<String>> names = new TreeMap<>();
        for (String name : changed) {
            String folder = folders.stream()
                    .filter(each -> each.isEmpty() || name.startsWith(each + "/"))
                    .findFirst()
                    .orElseThrow();
            names.computeIfAbsent(folder, key -> new TreeSet<>())
                    .add(folder.isEmpty() ? name : name.substring(folder.length() + 1));
        }
        return names;
    }

    private String highest(String name) {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            if (holdsEnvelope(git.folder().resolve(name.substring(0, slash)))) {
                return name.substring(0, slash);
            }
        }
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private static boolean holdsEnvelope(Path folder) {
        String[] names = folder.toFile().list();
        return names != null && Stream.of(names).anyMatch(ApprovalFolder::isEnvelope);
    }
}
