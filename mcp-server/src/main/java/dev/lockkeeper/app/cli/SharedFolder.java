package dev.lockkeeper.app.cli;

import dev.lockkeeper.app.service.Service;
import dev.lockkeeper.approval.DsseEnvelope;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.gate.Gates;
import dev.lockkeeper.report.MarkdownReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The working folder, for a client on this machine: approved files go into new folders below it, and nowhere else. */
record SharedFolder(Path root, Gates gates) implements Service.Workspace {

    @Override
    public String write(GateResult result, String folder) {
        Path target = below(folder);
        if (Path.of(folder).normalize().toString().matches("(.*/)?\\..*")) {
            throw new IllegalArgumentException(folder + " is a folder of tools, not of migrations: name another one");
        }
        String envelope = result.envelope().orElseThrow();
        Map<String, String> more = new LinkedHashMap<>(result.written());
        more.put("report.md", MarkdownReport.render(result.report()));
        try {
            if (same(target.resolve(DsseEnvelope.FILE_NAME), envelope)) {
                return folder;
            }
            if (Files.exists(target)) {
                throw new IllegalArgumentException(folder + " is there already: name a new folder");
            }
            new OutputFolder(target, false).write(List.of(), more);
            gates.keys().publish(gates.key(), Repository.of(target));
            return folder;
        } catch (UsageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static boolean same(Path file, String text) {
        try {
            return Files.isRegularFile(file) && Files.readString(file).equals(text);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Path below(String folder) {
        try {
            Path base = root.toAbsolutePath().normalize();
            Path target = base.resolve(folder).normalize();
            if (target.equals(base)
                    || !target.startsWith(base)
                    || !existing(target).toRealPath().startsWith(base.toRealPath())) {
                throw new IllegalArgumentException(folder + " is not a folder below the working folder");
            }
            return target;
        } catch (InvalidPathException | IOException e) {
            throw new IllegalArgumentException(folder + " is not a folder below the working folder", e);
        }
    }

    /** The nearest folder that is there: a link among them must not lead out. */
    private static Path existing(Path path) {
        Path nearest = path;
        while (!Files.exists(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        return nearest;
    }
}
