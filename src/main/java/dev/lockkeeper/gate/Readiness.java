package dev.lockkeeper.gate;

import dev.lockkeeper.pg.PgVersion;
import dev.lockkeeper.verdict.PolicySettings;
import dev.lockkeeper.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether the gate can judge at all: a context that is there and fresh, a schema, a major that can be dry-run. */
final class Readiness {
    private Readiness() {}

    static Optional<Verdict.Unavailable> check(
            Production production, PgVersion version, PolicySettings policy, Instant now) {
        if (production.context().isNone()) {
            return unavailable(
                    "no production context was given",
                    "Name one with --context FILE, or set context.file in lockkeeper.yaml.");
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
                    "Add schema_file (output of pg_dump --schema-only) to the context file.");
        }
        return policy.contextMaxAge().flatMap(limit -> age(production, limit, now));
    }

    private static Optional<Verdict.Unavailable> age(Production production, Duration limit, Instant now) {
        Optional<Instant> captured = production.context().capturedAt();
        if (captured.isEmpty()) {
            return unavailable(
                    "the context does not say when it was captured",
                    "Add captured_at, or set context.max_age: never in lockkeeper.yaml.");
        }
        Duration age = Duration.between(captured.get(), now);
        if (age.compareTo(limit) > 0) {
            return unavailable(
                    "the context is " + age.toDays() + " days old, the limit is " + limit.toDays() + " days",
                    "Capture production again.");
        }
        if (age.compareTo(Duration.ofHours(-1)) < 0) {
            return unavailable(
                    "the context was captured in the future (" + captured.get() + ")",
                    "Check the clock of the machine that captured it.");
        }
        return Optional.empty();
    }

    private static Optional<Verdict.Unavailable> unavailable(String reason, String next) {
        return Optional.of(new Verdict.Unavailable(reason, next));
    }
}
