package dev.lockkeeper.dryrun.backup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Permutes values among the rows that have one, column by column: counts, NULLs and duplicates stay. Memory is bounded:
 * values change places among the rows that are held, of which only half go on at a time, so that also the last row meets
 * many others.
 */
final class ShuffledRows implements RowSource {
    private static final int MOST_ROWS = 100_000;
    private static final long MOST_BYTES = 64L << 20;

    private final RowSource rows;
    private final List<Integer> columns;
    private final Random random;
    private final List<byte[][]> held = new ArrayList<>();
    private final Deque<byte[]> ready = new ArrayDeque<>();
    private boolean ended;

    /** {@code columns} are the places of the fields to permute. */
    ShuffledRows(RowSource rows, List<Integer> columns, RandomGenerator random) {
        this.rows = rows;
        this.columns = List.copyOf(columns);
        this.random = Random.from(random);
    }

    @Override
    public Optional<byte[]> next() throws BackupException {
        if (ready.isEmpty() && !ended) {
            fill();
            columns.forEach(this::permute);
            int going = ended ? held.size() : (held.size() + 1) / 2;
            List<byte[][]> gone = held.subList(0, going);
            gone.forEach(row -> ready.add(joined(row)));
            gone.clear();
        }
        return Optional.ofNullable(ready.poll());
    }

    private void fill() throws BackupException {
        long bytes = 0;
        while (held.size() < MOST_ROWS && bytes < MOST_BYTES) {
            Optional<byte[]> row = rows.next();
            if (row.isEmpty()) {
                ended = true;
                return;
            }
            bytes += row.get().length;
            held.add(split(row.get()));
        }
    }

    private void permute(int column) {
        List<byte[]> values = new ArrayList<>();
        for (byte[][] row : held) {
            if (!CopyText.isNull(row[column], 0, row[column].length)) {
                values.add(row[column]);
            }
        }
        Collections.shuffle(values, random);
        int at = 0;
        for (byte[][] row : held) {
            if (!CopyText.isNull(row[column], 0, row[column].length)) {
                row[column] = values.get(at++);
            }
        }
    }

    private static byte[][] split(byte[] row) {
        List<byte[]> fields = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= row.length; i++) {
            if (i == row.length || row[i] == '\t') {
                fields.add(Arrays.copyOfRange(row, from, i));
                from = i + 1;
            }
        }
        return fields.toArray(byte[][]::new);
    }

    private static byte[] joined(byte[][] fields) {
        int length = fields.length - 1;
        for (byte[] field : fields) {
            length += field.length;
        }
        byte[] row = new byte[length];
        int at = 0;
        for (int i = 0; i < fields.length; i++) {
            if (i > 0) {
                row[at++] = '\t';
            }
            System.arraycopy(fields[i], 0, row, at, fields[i].length);
            at += fields[i].length;
        }
        return row;
    }
}
