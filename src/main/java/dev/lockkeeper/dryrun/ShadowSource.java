package dev.lockkeeper.dryrun;

import dev.lockkeeper.context.snapshot.Target;
import dev.lockkeeper.dryrun.shadow.ShadowChoice;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the rows of a dry run come from. Only the operator chooses: the command line or {@code lockkeeper.yaml}. */
public sealed interface ShadowSource {
    /** The kind of throwaway server where one is started. */
    ShadowChoice choice();

    /** A throwaway server with production's schema and synthetic rows. */
    record Synthetic(ShadowChoice choice) implements ShadowSource {}

    /**
     * A throwaway server into which a dump of production is restored.
     *
     * @param asOf when its rows were production's, where the operator says so
     * @param anonymize a file with masking rules
     * @param searchPath PATH, on which pg_restore is looked for
     */
    record Backup(Path file, Optional<Instant> asOf, Optional<Path> anonymize, String searchPath, ShadowChoice choice)
            implements ShadowSource {}

    /**
     * A copy of production that the operator made and gives away. Making this value says that it may be broken.
     *
     * @param asOf when it was production; without it its age is not known
     * @param production servers of {@code lockkeeper.yaml} that it must not be
     * @param choice of the empty server on which production's schema is compared with it
     */
    record Clone(Target target, Optional<Instant> asOf, List<Target> production, ShadowChoice choice)
            implements ShadowSource {
        public Clone {
            production = List.copyOf(production);
        }
    }
}
