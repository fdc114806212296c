package dev.lockkeeper.gate;

import dev.lockkeeper.context.DatabaseIdentity;
import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether the gate can judge at all: a context that is there, fresh and of the right database; a schema; a major that can run. */
final class Readiness {
    private final GateConfig config;
    private final Instant now;

    Readiness(GateConfig config, Instant now) {
        this.config = config;
        this.now = now;
    }

    Optional<Verdict.Unavailable> check(Production production, PgVersion version) {
        if (production.context().isNone()) {
            return unavailable(
                    "no production context was given",
                    "Capture one: " + config.source().captureCommand()
                            + ". Then name it with --context FILE, or as snapshot in lockkeeper.yaml.");
        }
        if (!version.dryRunnable()) {
            return unavailable(
                    "the dry run supports PostgreSQL " + PgVersion.OLDEST_DRY_RUN + " to " + PgVersion.NEWEST
                            + ", production runs " + version,
                    "`lockkeeper lint` judges majors " + PgVersion.OLDEST_LINTED + " to " + PgVersion.NEWEST
                            + " without a dry run.");
        }
        if (production.schema().isEmpty()) {
            return unavailable(
                    "the context holds no schema",
                    "Add schema_file (output of pg_dump --schema-only) to the context file, or capture it: "
                            + config.source().captureCommand() + ".");
        }
        return foreign(production).or(() -> config.policy().contextMaxAge().flatMap(limit -> age(production, limit)));
    }

    /** Another database's sizes prove nothing about this one. */
    private Optional<Verdict.Unavailable> foreign(Production production) {
        DatabaseSource source = config.source();
        Optional<DatabaseIdentity> identity = production.context().database();
        Optional<String> difference = differs("database", source.database(), identity.flatMap(DatabaseIdentity::name))
                .or(() -> differs(
                        "system identifier",
                        source.systemIdentifier(),
                        identity.flatMap(DatabaseIdentity::systemIdentifier)));
        return difference.flatMap(words -> unavailable(
                "the context is of another database: " + words,
                "Name the context of " + source.name().orElse("this database") + ", or capture it: "
                        + source.captureCommand() + "."));
    }

    private static Optional<String> differs(String what, Optional<String> wanted, Optional<String> found) {
        return wanted.isEmpty() || wanted.equals(found)
                ? Optional.empty()
                : Optional.of(what + " " + found.orElse("not said") + ", lockkeeper.yaml declares " + wanted.get());
    }

    private Optional<Verdict.Unavailable> age(Production production, Duration limit) {
        Optional<Instant> captured = production.context().capturedAt();
        if (captured.isEmpty()) {
            return unavailable(
                    "the context does not say when it was captured",
                    "Capture it: " + config.source().captureCommand()
                            + ". To judge by an old one all the same, set context.max_age: never in lockkeeper.yaml.");
        }
        Duration age = Duration.between(captured.get(), now);
        if (age.compareTo(limit) > 0) {
            return unavailable(
                    "the context is " + words(age) + " old, the limit is " + words(limit),
                    "Capture production again: " + config.source().captureCommand() + ".");
        }
        if (age.compareTo(Duration.ofHours(-1)) < 0) {
            return unavailable(
                    "the context was captured in the future (" + captured.get() + ")",
                    "Check the clock of the machine that captured it.");
        }
        return Optional.empty();
    }

    private static String words(Duration duration) {
        return duration.toHours() >= 48 ? duration.toDays() + " days" : duration.toHours() + " hours";
    }

    private static Optional<Verdict.Unavailable> unavailable(String reason, String next) {
        return Optional.of(new Verdict.Unavailable(reason, next));
    }
}
