package dev.lockkeeper.app.cli;

import dev.lockkeeper.plan.runner.RunnerNaming;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How the files for the migration runner are called (docs/runners.md). */
final class NamingOptions {
    @Option(
            names = "--number",
            paramLabel = "VERSION",
            description =
                    "Version of the first file for the migration runner. Default: the one in FILE's name, else the time.")
    private Optional<String> number = Optional.empty();

    @Option(
            names = "--after",
            paramLabel = "ID",
            description = "What that file depends on: Alembic's down_revision, Django's app.0041_name.")
    private Optional<String> after = Optional.empty();

    RunnerNaming naming() {
        try {
            return new RunnerNaming(number, after);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
