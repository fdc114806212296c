package dev.lockkeeper.effect;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A migration runner, as far as transactions and its file format go. How it sends a file decides which statements
 * commit together ({@link RunnerTransactions}).
 */
public enum Framework {
    PLAIN(Sending.STATEMENTS, "(?!)", "(?!)"),
    FLYWAY(Sending.WRAPPED, "(?:^|.*/)[VUR][\\d._]*__[^/]*\\.sql", "(?!)"),
    LIQUIBASE(Sending.WRAPPED, "(?!)", "^--\\s*liquibase formatted sql"),
    RAILS(Sending.WRAPPED, "(?!)", "(?!)"),
    /** {@code --sql} prints BEGIN and COMMIT where the runner has them. */
    ALEMBIC(Sending.STATEMENTS, "(?!)", "(?m)^(?:INSERT INTO|UPDATE) alembic_version\\b"),
    /** {@code sqlmigrate} prints BEGIN and COMMIT where the runner has them. */
    DJANGO(
            Sending.STATEMENTS,
            "(?!)",
            "(?m)^-- (?:Create model|Add field|Alter field|Raw SQL operation|Remove field) "),
    PRISMA(Sending.ONE_STRING, "(?:^|.*/)[^/]+/migration\\.sql", "(?!)"),
    GOLANG_MIGRATE(Sending.ONE_STRING, "(?:^|.*/)\\d+_[^/]*\\.up\\.sql", "(?!)"),
    DBMATE(Sending.WRAPPED, "(?!)", "(?m)^--\\s*migrate:up\\b"),
    GOOSE(Sending.WRAPPED, "(?!)", "(?m)^--\\s*\\+goose\\s+Up\\b"),
    SQITCH(Sending.STATEMENTS, "(?:^|.*/)deploy/[^/]+\\.sql", "(?m)^-- Deploy \\S+:\\S+ to pg\\b");

    private final Sending sending;
    private final Pattern fileName;
    private final Pattern marker;

    Framework(Sending sending, String fileName, String marker) {
        this.sending = sending;
        this.fileName = Pattern.compile(fileName);
        this.marker = Pattern.compile(marker);
    }

    /** How a runner sends a file when the file says nothing else. */
    enum Sending {
        /** One by one, each commits by itself. */
        STATEMENTS,
        /** Between BEGIN and COMMIT. */
        WRAPPED,
        /** As one query string: PostgreSQL runs several statements of it as one transaction, a single one by itself. */
        ONE_STRING
    }

    Sending sending() {
        return sending;
    }

    /** The runner whose file name or markers these are. */
    public static Optional<Framework> detect(String name, String text) {
        String path = name.replace('\\', '/');
        return Arrays.stream(values())
                .filter(framework -> framework.marker.matcher(text).find())
                .findFirst()
                .or(() -> Arrays.stream(values())
                        .filter(framework -> framework.fileName.matcher(path).matches())
                        .findFirst());
    }

    public String displayName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads the value of {@code --framework}; {@code auto} is decided by the caller before. */
    public static Framework parse(String text) {
        return Arrays.stream(values())
                .filter(framework -> framework.displayName().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown framework '" + text + "'; known: auto, "
                        + String.join(
                                ", ",
                                Arrays.stream(values())
                                        .map(Framework::displayName)
                                        .toList())));
    }
}
