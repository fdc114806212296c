package dev.lockkeeper.gate;

import dev.lockkeeper.approval.DsseEnvelope;
import dev.lockkeeper.plan.PlanFile;
import dev.lockkeeper.plan.runner.Release;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files for a runner that may be written, and the approval over exactly them. */
public record SignedRelease(Release release, String envelope) {
    /** Its name beside the files. */
    public String envelopeName() {
        return release.envelopeName(DsseEnvelope.FILE_NAME);
    }

    /** Everything but the envelope, by the names that were signed. */
    public List<PlanFile> files() {
        return files(release);
    }

    static List<PlanFile> files(Release release) {
        return release.migrations().stream()
                .flatMap(migration -> migration.files().stream())
                .toList();
    }

    /** All of it as it lies below the folder of the review: path and text. */
    public Map<String, String> written() {
        Map<String, String> written = new LinkedHashMap<>();
        String folder = release.folder() + "/";
        written.put(folder + envelopeName() + release.waiting(), envelope);
        files().forEach(file -> written.put(folder + file.path() + release.waiting(), file.text()));
        release.unsigned().forEach((name, text) -> written.put(folder + name, text));
        return written;
    }
}
