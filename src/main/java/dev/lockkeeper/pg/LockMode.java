package dev.lockkeeper.pg;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * The eight table-level lock modes, weakest first, with the conflict table of the PostgreSQL manual
 * (chapter 13.3.1; source {@code src/backend/storage/lmgr/lock.c}, {@code LockConflicts}).
 */
public enum LockMode {
    ACCESS_SHARE("ACCESS SHARE", "AccessShareLock", 0b1000_0000),
    ROW_SHARE("ROW SHARE", "RowShareLock", 0b1100_0000),
    ROW_EXCLUSIVE("ROW EXCLUSIVE", "RowExclusiveLock", 0b1111_0000),
    SHARE_UPDATE_EXCLUSIVE("SHARE UPDATE EXCLUSIVE", "ShareUpdateExclusiveLock", 0b1111_1000),
    SHARE("SHARE", "ShareLock", 0b1110_1100),
    SHARE_ROW_EXCLUSIVE("SHARE ROW EXCLUSIVE", "ShareRowExclusiveLock", 0b1111_1100),
    EXCLUSIVE("EXCLUSIVE", "ExclusiveLock", 0b1111_1110),
    ACCESS_EXCLUSIVE("ACCESS EXCLUSIVE", "AccessExclusiveLock", 0b1111_1111);

    private final String sql;
    private final String catalogName;
    private final int conflictBits;

    LockMode(String sql, String catalogName, int conflictBits) {
        this.sql = sql;
        this.catalogName = catalogName;
        this.conflictBits = conflictBits;
    }

    /** The spelling of {@code LOCK TABLE}: {@code ACCESS EXCLUSIVE}. */
    public String sql() {
        return sql;
    }

    /** The spelling of {@code pg_locks.mode}: {@code AccessExclusiveLock}. */
    public String catalogName() {
        return catalogName;
    }

    /** Whether one session holding this mode makes another session that asks for {@code other} wait. */
    public boolean conflictsWith(LockMode other) {
        return (conflictBits & (1 << other.ordinal())) != 0;
    }

    /** Plain {@code SELECT} waits behind this mode. */
    public boolean blocksReads() {
        return conflictsWith(ACCESS_SHARE);
    }

    /** {@code INSERT}, {@code UPDATE} and {@code DELETE} wait behind this mode. */
    public boolean blocksWrites() {
        return conflictsWith(ROW_EXCLUSIVE);
    }

    /** Whether this mode is at least as strong as {@code other}: it conflicts with everything {@code other} does. */
    public boolean covers(LockMode other) {
        return (conflictBits & other.conflictBits) == other.conflictBits && compareTo(other) >= 0;
    }

    /** Every mode that has to wait while this one is held. */
    public Set<LockMode> conflicts() {
        EnumSet<LockMode> all = EnumSet.noneOf(LockMode.class);
        Arrays.stream(values()).filter(this::conflictsWith).forEach(all::add);
        return all;
    }

    /** Reads either spelling, in any case; refuses anything else. */
    public static LockMode parse(String text) {
        String wanted = text.strip().replace('_', ' ');
        return Arrays.stream(values())
                .filter(mode -> mode.sql.equalsIgnoreCase(wanted) || mode.catalogName.equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a PostgreSQL lock mode: " + text));
    }
}
