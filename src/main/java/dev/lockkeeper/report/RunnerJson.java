package dev.lockkeeper.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockkeeper.plan.runner.RunnerFiles;

/** The files for a migration runner, release by release. */
final class RunnerJson {
    private RunnerJson() {}

    static ObjectNode tree(RunnerFiles runner) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("framework", runner.framework().displayName());
        ArrayNode releases = node.putArray("releases");
        runner.releases().forEach(release -> {
            ObjectNode each = releases.addObject();
            each.put("folder", release.folder());
            release.after().ifPresent(deploy -> each.put("deploy_before", deploy));
            each.put("next", release.instruction());
            ArrayNode files = each.putArray("files");
            release.migrations().stream()
                    .flatMap(migration -> migration.files().stream())
                    .forEach(file -> files.addObject()
                            .put("path", file.path())
                            .put("phase", file.phase())
                            .put("rollback", file.rollback())
                            .put("text", file.text()));
        });
        return node;
    }
}
