package dev.lockkeeper.hook;

import dev.lockkeeper.approval.ApprovalFolder;
import dev.lockkeeper.approval.Bytes;
import dev.lockkeeper.approval.FileApproval;
import dev.lockkeeper.approval.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A file that gets a known content: allowed when it is no migration, an old one unchanged, or signed to the byte. */
final class WrittenFiles {
    private final Guarded guarded;
    private final Places places;
    private final FileApproval approvals;

    WrittenFiles(Guarded guarded, Places places) {
        this.guarded = guarded;
        this.places = places;
        this.approvals = new FileApproval(guarded.keys(), guarded.clock(), guarded.database());
    }

    Decision decide(Path folder, ToolEvent.FileWrite write) {
        Decision decision = Decision.ALLOW;
        for (Place place : places.all(folder, write.path())) {
            if (decision instanceof Decision.Allow) {
                decision = decide(place, write.content());
            }
        }
        return decision;
    }

    boolean isOld(Place place) {
        return guarded.baseline().names(place.name());
    }

    private Decision decide(Place place, Bytes content) {
        return switch (place.kind()) {
            case OTHER -> Decision.ALLOW;
            case GUARD -> Denials.guard(place.name());
            case ENVELOPE ->
                approvals
                        .refusalOfEnvelope(place.name(), content)
                        .or(() -> replayed(place.name(), content))
                        .map(refusal -> Denials.envelope(place.name(), refusal.detail()))
                        .orElse(Decision.ALLOW);
            case MIGRATION -> migration(place.name(), content);
        };
    }

    private Decision migration(String name, Bytes content) {
        if (guarded.baseline().names(name)) {
            return guarded.baseline().holds(name, content) ? Decision.ALLOW : Denials.baseline(name);
        }
        if (content.size() > ApprovalFolder.MAX_BYTES) {
            return Denials.migration(name, "is larger than any that can be approved");
        }
        List<FileApproval.Candidate> candidates = candidates(name);
        List<Refusal> refusals = approvals.refusals(candidates, content);
        if (candidates.isEmpty()) {
            return Denials.migration(name, "no approval lies beside it");
        }
        return refusals.isEmpty()
                ? Decision.ALLOW
                : Denials.migration(
                        name,
                        refusals.stream()
                                .filter(refusal -> refusal.code() != Refusal.Code.UNSIGNED_FILE)
                                .findFirst()
                                .map(refusal -> refusal.file() + " " + refusal.detail())
                                .orElse("no approval beside it signs it under this name"));
    }

    /** Every envelope in the folder of the file and in those above it. */
    private List<FileApproval.Candidate> candidates(String name) {
        List<FileApproval.Candidate> candidates = new ArrayList<>();
        for (int slash = name.lastIndexOf('/'); ; slash = name.lastIndexOf('/', slash - 1)) {
            String above = slash < 0 ? "" : name.substring(0, slash);
            Path here = places.root().resolve(above);
            for (String file : Optional.ofNullable(here.toFile().list()).stream()
                    .flatMap(Arrays::stream)
                    .filter(ApprovalFolder::isEnvelope)
                    .sorted()
                    .toList()) {
                read(here.resolve(file))
                        .ifPresent(bytes -> candidates.add(new FileApproval.Candidate(
                                file, bytes, above.isEmpty() ? name : name.substring(above.length() + 1))));
            }
            if (slash < 0) {
                return candidates;
            }
        }
    }

    /** The same approval in a second place would let the same change through twice. */
    private Optional<Refusal> replayed(String name, Bytes content) {
        return new Envelopes(places.root(), places.globs())
                .all().entrySet().stream()
                        .filter(each ->
                                !each.getKey().equals(name) && each.getValue().equals(content))
                        .findFirst()
                        .map(each -> new Refusal(
                                Refusal.Code.REPLAYED, name, "is the one that already lies in " + each.getKey()));
    }

    static Optional<Bytes> read(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= ApprovalFolder.MAX_BYTES
                    ? Optional.of(Bytes.of(Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
