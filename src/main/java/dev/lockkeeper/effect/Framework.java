package dev.lockkeeper.effect;

import java.util.Arrays;
import java.util.Locale;

/**
 * The migration runner, as far as transactions go: whether it wraps a file in one transaction unless the file
 * says otherwise. {@code noTransaction} is the text in the SQL file that switches wrapping off ("" when the
 * switch is elsewhere or does not exist).
 */
public enum Framework {
    PLAIN(false, ""),
    FLYWAY(true, ""),
    LIQUIBASE(true, "runInTransaction:false"),
    RAILS(true, ""),
    ALEMBIC(true, ""),
    DJANGO(true, ""),
    PRISMA(false, ""),
    GOLANG_MIGRATE(false, ""),
    DBMATE(true, "transaction:false"),
    GOOSE(true, "+goose NO TRANSACTION"),
    SQITCH(false, "");

    private final boolean wraps;
    private final String noTransaction;

    Framework(boolean wraps, String noTransaction) {
        this.wraps = wraps;
        this.noTransaction = noTransaction;
    }

    /** Whether the runner puts {@code text} into one transaction. */
    public boolean wraps(String text) {
        return wraps && (noTransaction.isEmpty() || !text.contains(noTransaction));
    }

    public String noTransaction() {
        return noTransaction;
    }

    public String displayName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads the value of {@code --framework}; {@code auto} is decided by the caller before. */
    public static Framework parse(String text) {
        return Arrays.stream(values())
                .filter(framework -> framework.displayName().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown framework '" + text + "'; known: "
                        + String.join(
                                ", ",
                                Arrays.stream(values())
                                        .map(Framework::displayName)
                                        .toList())));
    }
}
