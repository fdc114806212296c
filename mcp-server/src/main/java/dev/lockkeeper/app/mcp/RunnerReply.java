package dev.lockkeeper.app.mcp;

import dev.lockkeeper.approval.DsseEnvelope;
import dev.lockkeeper.gate.GateResult;
import dev.lockkeeper.gate.SignedRelease;
import dev.lockkeeper.plan.PlanFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which files of a review an agent writes now: a runner's own where there is one, and none that wait for a deploy. */
record RunnerReply(GateResult result) {
    List<PlanFile> now() {
        return result.releases().isEmpty()
                ? result.approvedFiles()
                : first().map(SignedRelease::files).orElse(List.of());
    }

    /** Where a file lies below the review: those of a runner have a folder of their own. */
    String path(String name) {
        return first().map(release -> release.release().folder() + "/" + name).orElse(name);
    }

    /** The approval over {@link #now}, by its address and the name to write it under. */
    Optional<String> approval(String review) {
        if (result.releases().isEmpty()) {
            return Optional.of(Resources.approval(review) + " (write it as " + DsseEnvelope.FILE_NAME + ")");
        }
        return first().map(release -> Resources.file(review, path(release.envelopeName())) + " (write it as "
                + release.envelopeName() + ", beside the files)");
    }

    /** What waits, by addresses: the files and their approval, and for what. */
    List<Map<String, Object>> later(String review) {
        return result.releases().stream()
                .filter(release -> release.release().after().isPresent())
                .map(release -> {
                    Map<String, Object> map = new LinkedHashMap<>();
                    map.put("deploy_before", release.release().after().orElse(""));
                    map.put(
                            "files",
                            release.written().keySet().stream()
                                    .map(path -> Resources.file(review, path))
                                    .toList());
                    return map;
                })
                .toList();
    }

    String warning() {
        return result.releases().stream()
                        .allMatch(release -> release.release().after().isEmpty())
                ? ""
                : " Do not write what is under later yet: the runner would apply it; each waits for its deploy_before.";
    }

    private Optional<SignedRelease> first() {
        return result.releases().stream()
                .filter(release -> release.release().after().isEmpty())
                .findFirst();
    }
}
