package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.init.Change;
import dev.lockkeeper.app.init.FileChanges;
import dev.lockkeeper.app.init.Installation;
import dev.lockkeeper.app.init.Kit;
import dev.lockkeeper.app.init.MigrationLayouts;
import dev.lockkeeper.app.init.RolesSql;
import dev.lockkeeper.app.init.TextDiff;
import dev.lockkeeper.approval.SigningKey;
import dev.lockkeeper.approval.TrustLevel;
import dev.lockkeeper.approval.VerificationKeys;
import dev.lockkeeper.gate.GateConfigReader;
import dev.lockkeeper.gate.GateException;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.hook.Baseline;
import dev.lockkeeper.hook.MigrationGlobs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockkeeper init}: puts the gate in front of a repository's agents and pipelines, and takes it away again. */
@Command(
        name = "init",
        description = {
            "Writes instructions, MCP entries and hooks for coding agents, the commit and pipeline checks, lockkeeper.yaml and the",
            "public key into a repository. Shows every change first; touches only what stands between its own marks; can be repeated."
        },
        footer = {
            "",
            "Examples:",
            "  lockkeeper init",
            "  lockkeeper init --yes --only claude-code,github --baseline",
            "  lockkeeper init --remove",
            "  lockkeeper init --roles-sql > roles.sql",
            "",
            "Exit codes: 0 as wanted, 1 something was left alone or not confirmed, 2 wrong usage."
        })
final class InitCommand implements Callable<Integer> {
    private final Console console;
    private final Gates gates;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The repository. Default: the one of the current folder.")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--yes", description = "Write without asking.")
    private boolean yes;

    @Option(names = "--remove", description = "Take out everything that init put in.")
    private boolean remove;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Only these: claude-code, agents (AGENTS.md), cursor, codex, copilot, vscode, pre-commit, github, gitlab. Default: all; gitlab or github only where it is used.")
    private List<String> only = List.of();

    @Option(
            names = "--migrations",
            paramLabel = "GLOB",
            description =
                    "Which files are migrations, for a new lockkeeper.yaml. Default: the usual folders that are there.")
    private List<String> migrations = List.of();

    @Option(
            names = "--baseline",
            description = "Record the migrations that are there: they may stay, and nobody may change them.")
    private boolean baseline;

    @Option(
            names = "--roles-sql",
            description = "Print SQL for a migration role with timeouts, and application and agent roles without DDL.")
    private boolean roles;

    InitCommand(Console console, Gates gates) {
        this.console = console;
        this.gates = gates;
    }

    @Override
    public Integer call() throws GateException {
        if (roles) {
            console.out().print(RolesSql.text());
            return ExitCodes.APPROVED;
        }
        Path root = folder.orElseGet(() -> Repository.of(Path.of("x")))
                .toAbsolutePath()
                .normalize();
        if (!Files.isDirectory(root)) {
            throw new UsageException(root + " is no folder. Name the repository's folder.");
        }
        List<String> globs = Files.exists(root.resolve(GateConfigReader.FILE))
                ? GateConfigReader.find(root).migrations()
                : migrations.isEmpty() ? new MigrationLayouts(root).globs() : migrations;
        Installation installation = new Installation(root, globs);
        List<Change> changes = new ArrayList<>(remove ? installation.remove(kits(root)) : installation.put(kits(root)));
        if (remove) {
            removals(root, changes);
        } else {
            additions(root, globs, changes);
        }
        return finish(root, changes, installation.refusals());
    }

    private Set<Kit> kits(Path root) {
        if (only.isEmpty()) {
            Set<Kit> all = EnumSet.allOf(Kit.class);
            if (!remove) {
                boolean gitlab = Files.exists(root.resolve(".gitlab-ci.yml"));
                boolean github = Files.isDirectory(root.resolve(".github/workflows"));
                if (!gitlab) {
                    all.remove(Kit.GITLAB);
                } else if (!github) {
                    all.remove(Kit.GITHUB);
                }
            }
            return all;
        }
        Set<Kit> chosen = EnumSet.noneOf(Kit.class);
        for (String word : only) {
            try {
                chosen.add(Kit.parse(word.strip()));
            } catch (IllegalArgumentException e) {
                throw new UsageException(String.valueOf(e.getMessage()), e);
            }
        }
        return chosen;
    }

    private void additions(Path root, List<String> globs, List<Change> changes) {
        SigningKey key = gates.key();
        String file = VerificationKeys.FOLDER + "/" + key.verificationKey().fileName();
        add(changes, root, file, Optional.of(key.verificationKey().pem()));
        if (baseline) {
            Baseline before = GuardedRepository.baseline(root);
            Baseline after = new MigrationLayouts(root).baseline(new MigrationGlobs(globs), before);
            add(changes, root, Baseline.FILE, Optional.of(after.json()));
        }
    }

    private void removals(Path root, List<Change> changes) {
        if (only.isEmpty()) {
            gates.keys()
                    .load(TrustLevel.LOCAL)
                    .ifPresent(key -> add(
                            changes,
                            root,
                            VerificationKeys.FOLDER + "/"
                                    + key.verificationKey().fileName(),
                            Optional.empty()));
            add(changes, root, Baseline.FILE, Optional.empty());
        }
    }

    private static void add(List<Change> changes, Path root, String file, Optional<String> after) {
        Path path = root.resolve(file);
        try {
            Change change = new Change(
                    file, Files.exists(path) ? Optional.of(Files.readString(path)) : Optional.empty(), after);
            if (!change.nothing()) {
                changes.add(change);
            }
        } catch (IOException e) {
            throw new UsageException(path + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private int finish(Path root, List<Change> changes, List<String> refusals) {
        changes.forEach(change -> TextDiff.of(change).forEach(console.out()::println));
        refusals.forEach(refusal -> console.err().println("lockkeeper: left alone: " + refusal));
        int code = refusals.isEmpty() ? ExitCodes.APPROVED : ExitCodes.NOT_APPROVED;
        if (changes.isEmpty()) {
            console.out().println("Nothing to change in " + root + ".");
            return code;
        }
        if (!yes && !confirmed(changes.size())) {
            console.out().println("Nothing was written. `lockkeeper init --yes` writes without asking.");
            return ExitCodes.NOT_APPROVED;
        }
        new FileChanges(root).write(changes);
        console.out()
                .println(changes.size() + " file(s) changed in " + root + ". "
                        + (remove
                                ? "Keys that others put into " + VerificationKeys.FOLDER + " stay."
                                : "Commit them, then run `lockkeeper doctor`."));
        return code;
    }

    private boolean confirmed(int changes) {
        if (!console.interactive()) {
            return false;
        }
        console.out().print("Write these " + changes + " file(s)? [y/N] ");
        console.out().flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().matches("(?i)y|yes");
        } catch (IOException e) {
            return false;
        }
    }
}
