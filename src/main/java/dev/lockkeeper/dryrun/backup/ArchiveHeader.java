package dev.lockkeeper.dryrun.backup;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The head of a pg_dump archive ({@code PGDMP …}, pg_backup_archiver.c): its format version and when it was made. The
 * archive writes that machine's local time without a zone; it is taken as UTC here, so it is right to about half a day.
 *
 * @param version minor format version: 14 up to PostgreSQL 15, 15 for 16, 16 from 17 on
 */
record ArchiveHeader(int version, Optional<Instant> created) {
    static final String MAGIC = "PGDMP";
    private static final int COMPRESSION_BYTE = 15;

    /** Reads from the archive's first byte on; anything else than a head is an {@link IOException}. */
    static ArchiveHeader read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        byte[] magic = in.readNBytes(MAGIC.length());
        if (!new String(magic, StandardCharsets.US_ASCII).equals(MAGIC)) {
            throw new EOFException("no " + MAGIC + " at its beginning");
        }
        int major = in.readUnsignedByte();
        int minor = in.readUnsignedByte();
        in.readUnsignedByte();
        int intSize = in.readUnsignedByte();
        in.readUnsignedByte();
        in.readUnsignedByte();
        if (major != 1 || intSize < 1 || intSize > 8) {
            throw new IOException("archive format " + major + "." + minor + " is not known");
        }
        if (minor >= COMPRESSION_BYTE) {
            in.readUnsignedByte();
        } else {
            number(in, intSize);
        }
        int[] time = new int[7];
        for (int i = 0; i < time.length; i++) {
            time[i] = number(in, intSize);
        }
        return new ArchiveHeader(minor, instant(time));
    }

    /** Seconds, minutes, hours, day, month from 0, years since 1900, as C's {@code struct tm}. */
    private static Optional<Instant> instant(int[] tm) {
        try {
            return Optional.of(LocalDateTime.of(tm[5] + 1900, tm[4] + 1, tm[3], tm[2], tm[1], Math.min(tm[0], 59))
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A sign, then the bytes from the lowest on. */
    private static int number(DataInputStream in, int size) throws IOException {
        boolean negative = in.readUnsignedByte() != 0;
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) in.readUnsignedByte() << (8 * i);
        }
        return (int) (negative ? -value : value);
    }

    /** The oldest major whose pg_restore reads this. */
    int major() {
        return version <= 14 ? 12 : version == 15 ? 16 : 17;
    }
}
