package dev.lockkeeper.dryrun.backup;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a dump in text form: statements and rows in their order, however large it is. What ends early is refused, because
 * a backup without its last tables proves nothing; rows are never read as SQL, whatever the server says to their COPY.
 */
public final class DumpReader implements Closeable {
    private static final int MOST_LINE = 64 << 20;
    private static final String AGAIN = "Dump again with pg_dump, and let it end.";
    private static final String LAST_LINE = "-- PostgreSQL database dump complete";
    private static final Pattern FROM_STDIN = Pattern.compile("(?is)COPY\\b.*\\bFROM\\s+STDIN\\b[^']*;");
    private static final Pattern RESTRICT = Pattern.compile("\\\\(?:un)?restrict [A-Za-z0-9]+\\s*");

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final Deque<DumpItem> items = new ArrayDeque<>();
    private final StatementSplitter splitter = new StatementSplitter();
    private int filled;
    private int at;
    private long line;
    private boolean complete;
    private boolean rows;

    /** {@code in} is closed with the reader. */
    public DumpReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next statement or the next rows, empty at the end; rows that were not read are passed over. */
    public Optional<DumpItem> next() throws IOException, BackupException {
        while (rows) {
            row();
        }
        while (items.isEmpty()) {
            Optional<byte[]> bytes = line();
            if (bytes.isEmpty()) {
                return end();
            }
            statements(text(bytes.get()));
        }
        DumpItem item = items.removeFirst();
        rows = item instanceof DumpItem.Rows;
        return Optional.of(item);
    }

    private Optional<DumpItem> end() throws BackupException {
        if (splitter.open() || !complete) {
            throw new BackupException(
                    "the dump is cut off after line " + line + ": it does not end with pg_dump's last line", AGAIN);
        }
        return Optional.empty();
    }

    private void statements(String text) throws BackupException {
        if (!splitter.open()) {
            complete |= text.equals(LAST_LINE);
            if (RESTRICT.matcher(text).matches()) {
                return;
            }
        }
        List<String> done = new ArrayList<>();
        splitter.line(text, done);
        for (String sql : done) {
            boolean copy = FROM_STDIN.matcher(sql).matches();
            if (copy && (splitter.open() || !sql.equals(done.getLast()))) {
                throw new BackupException(
                        "line " + line + " of the dump has SQL behind COPY … FROM stdin, where rows must begin", AGAIN);
            }
            items.add(copy ? new DumpItem.Rows(sql, line) : new DumpItem.Statement(sql, line));
        }
    }

    /** The next row of the {@link DumpItem.Rows} just given, as COPY writes it, without its line end; empty after the last. */
    public Optional<byte[]> row() throws IOException, BackupException {
        if (!rows) {
            return Optional.empty();
        }
        byte[] row = line().orElseThrow(
                        () -> new BackupException("the dump is cut off inside rows, after line " + line, AGAIN));
        if (row.length == 2 && row[0] == '\\' && row[1] == '.') {
            rows = false;
            return Optional.empty();
        }
        return Optional.of(row);
    }

    private static String text(byte[] bytes) throws BackupException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BackupException("the dump is not UTF-8", "Dump with pg_dump --encoding=UTF8.", e);
        }
    }

    /** Up to the next line feed, with a carriage return before it left out. */
    private Optional<byte[]> line() throws IOException, BackupException {
        ByteArrayOutputStream more = null;
        while (true) {
            if (at == filled) {
                filled = in.read(buffer);
                at = 0;
                if (filled <= 0) {
                    filled = 0;
                    return more == null ? Optional.empty() : counted(more.toByteArray());
                }
            }
            int start = at;
            while (at < filled && buffer[at] != '\n') {
                at++;
            }
            boolean ended = at < filled;
            if (ended && more == null) {
                byte[] whole = Arrays.copyOfRange(buffer, start, at);
                at++;
                return counted(whole);
            }
            more = more == null ? new ByteArrayOutputStream() : more;
            more.write(buffer, start, at - start);
            if (more.size() > MOST_LINE) {
                throw new BackupException(
                        "line " + (line + 1) + " of the dump has more than 64 MiB",
                        "Leave that table's rows out: pg_dump --exclude-table-data=TABLE.");
            }
            if (ended) {
                at++;
                return counted(more.toByteArray());
            }
        }
    }

    private Optional<byte[]> counted(byte[] bytes) {
        line++;
        boolean returned = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return Optional.of(returned ? Arrays.copyOf(bytes, bytes.length - 1) : bytes);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
