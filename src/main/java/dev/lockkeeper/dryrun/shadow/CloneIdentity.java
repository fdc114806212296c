package dev.lockkeeper.dryrun.shadow;

import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.context.snapshot.Target;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a server may be production. Physical clones share the system identifier, so production is told from a clone by
 * server address, port and start time; what cannot be told apart is refused.
 */
final class CloneIdentity {
    private CloneIdentity() {}

    /** Why {@code here} is, or may be, production; empty when it is certainly another server. */
    static Optional<String> refusal(DatabaseIdentity production, DatabaseIdentity here) {
        boolean placeKnown = production.address().isPresent()
                && production.port().isPresent()
                && here.address().isPresent()
                && here.port().isPresent();
        if (placeKnown
                && production.address().equals(here.address())
                && production.port().equals(here.port())) {
            return Optional.of("it answers at production's own address and port ("
                    + here.address().get() + ":" + here.port().getAsInt() + ")");
        }
        boolean systemKnown = production.systemIdentifier().isPresent()
                && here.systemIdentifier().isPresent();
        if (systemKnown && !production.systemIdentifier().equals(here.systemIdentifier())) {
            return Optional.empty();
        }
        boolean startKnown =
                production.startedAt().isPresent() && here.startedAt().isPresent();
        // The context keeps seconds, the server microseconds.
        if (startKnown
                && Math.abs(production.startedAt().get().getEpochSecond()
                                - here.startedAt().get().getEpochSecond())
                        <= 1) {
            return Optional.of("its server started at the same moment as production's ("
                    + here.startedAt().get() + ")");
        }
        return placeKnown && startKnown
                ? Optional.empty()
                : Optional.of("it cannot be told from production: system identifier, or address, port and start time of"
                        + " both must be known. Capture production again with lockkeeper snapshot, connected over TCP");
    }

    /** Whether the clone's URL names a server and database that the configuration calls production. */
    static boolean named(Target clone, List<Target> production) {
        return production.stream()
                .anyMatch(other -> other.port() == clone.port()
                        && other.database().equals(clone.database())
                        && other.host()
                                .toLowerCase(Locale.ROOT)
                                .equals(clone.host().toLowerCase(Locale.ROOT)));
    }
}
