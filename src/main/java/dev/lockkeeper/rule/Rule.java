package dev.lockkeeper.rule;

import dev.lockkeeper.effect.Analysis;
import java.util.stream.Stream;

/**
 * Detects one hazard. The class looks at facts of the {@link Analysis} and at nothing else; its card, the
 * Markdown file of the same name beside it, holds text, severity, version range and executable examples.
 * Registered with {@code @AutoService(Rule.class)}.
 */
public interface Rule {
    /** Every place of the script where the hazard stands. */
    Stream<Hit> check(Analysis analysis);

    /** Kebab-case form of the class name: {@code SetNotNullScansTable} is {@code set-not-null-scans-table}. */
    default String code() {
        return getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
