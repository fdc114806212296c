package dev.lockkeeper.dryrun.backup;

import java.util.Optional;

/** Rows of one COPY in its text format, one after the other; empty at the end. */
public interface RowSource {
    Optional<byte[]> next() throws BackupException;
}
