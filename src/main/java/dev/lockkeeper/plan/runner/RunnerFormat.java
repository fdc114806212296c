package dev.lockkeeper.plan.runner;

import java.util.List;

/** How one runner wants its files. */
interface RunnerFormat {
    List<RunnerMigration> write(Job job);
}
