package dev.lockkeeper.plan.runner;

import java.util.Optional;

/**
 * What the user says of the names of the runner's files.
 *
 * @param number version of the first file; else the one in the migration's own name, else the time of the review
 * @param after what the first file depends on, for the runners that chain their files: Alembic's {@code down_revision},
 *     Django's {@code app.0041_name}
 */
public record RunnerNaming(Optional<String> number, Optional<String> after) {
    public static final RunnerNaming OWN = new RunnerNaming(Optional.empty(), Optional.empty());

    public RunnerNaming {
        number.filter(text -> !text.matches("\\d[\\d._]{0,40}")).ifPresent(text -> {
            throw new IllegalArgumentException("--number takes digits such as 42 or 20261101120000, not \"" + text
                    + "\". Flyway may have dots in it.");
        });
        after.filter(text -> !text.matches("[A-Za-z0-9_.]{1,200}")).ifPresent(text -> {
            throw new IllegalArgumentException(
                    "--after takes a revision such as ae10 (Alembic) or shop.0041_add_status (Django), not \"" + text
                            + "\".");
        });
    }
}
