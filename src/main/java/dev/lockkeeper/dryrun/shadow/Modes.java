package dev.lockkeeper.dryrun.shadow;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The modes our files and folders get. */
final class Modes {
    static final Set<PosixFilePermission> OWNER_ONLY = Set.copyOf(PosixFilePermissions.fromString("rwx------"));
    static final Set<PosixFilePermission> OWNER_FILE = Set.copyOf(PosixFilePermissions.fromString("rw-------"));
    static final Set<PosixFilePermission> FILE = Set.copyOf(PosixFilePermissions.fromString("rw-r--r--"));
    static final Set<PosixFilePermission> OTHERS_PASS = Set.copyOf(PosixFilePermissions.fromString("rwx--x--x"));
    static final Set<PosixFilePermission> EVERYBODY_READS = Set.copyOf(PosixFilePermissions.fromString("rwxr-xr-x"));

    private Modes() {}
}
