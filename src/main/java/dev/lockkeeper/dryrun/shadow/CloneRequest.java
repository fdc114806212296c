package dev.lockkeeper.dryrun.shadow;

import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.context.snapshot.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A copy of production that may be broken.
 *
 * @param target server, database and role, with its password
 * @param production what the context says of production; without it nothing can be told apart
 * @param productionUrls what {@code lockkeeper.yaml} calls production
 * @param major production's major version
 * @param settings production's settings for the migrator's sessions: TimeZone
 */
public record CloneRequest(
        Target target,
        Optional<DatabaseIdentity> production,
        List<Target> productionUrls,
        int major,
        Map<String, String> settings) {
    public CloneRequest {
        productionUrls = List.copyOf(productionUrls);
        settings = Map.copyOf(settings);
    }
}
