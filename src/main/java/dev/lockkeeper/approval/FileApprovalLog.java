package dev.lockkeeper.approval;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The log as a file of JSON lines, by default {@code $XDG_STATE_HOME/lockkeeper/approvals.jsonl}, with two
 * files beside it: {@code .head} records the end, so that cutting lines off is noticed, and {@code .lock}
 * serialises processes and threads.
 */
public final class FileApprovalLog implements ApprovalLog {
    private final Path file;
    private final Clock clock;
    private final FileLockGuard guard;
    private final HeadFile head;

    public FileApprovalLog(Path file, Clock clock) {
        this.file = file.toAbsolutePath();
        this.clock = clock;
        this.guard = new FileLockGuard(this.file.resolveSibling(this.file.getFileName() + ".lock"));
        this.head = new HeadFile(this.file.resolveSibling(this.file.getFileName() + ".head"));
    }

    /** The log of this user or server, from the environment. */
    public static FileApprovalLog inState(Map<String, String> environment, Clock clock) {
        return new FileApprovalLog(new XdgFolders(environment).state().resolve("approvals.jsonl"), clock);
    }

    public Path file() {
        return file;
    }

    @Override
    public LogEntry append(LogEvent event) {
        return guarded("write to", () -> {
            try (FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    PrivateFiles.FILE)) {
                HeadFile.Mark end = end(channel);
                LogEntry entry = LogEntry.after(end.head(), clock.instant(), event);
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                line.writeBytes(entry.line().toArray());
                line.write('\n');
                channel.position(end.length());
                try {
                    PrivateFiles.writeFully(channel, line.toByteArray());
                    channel.force(true);
                } catch (IOException diskFull) {
                    channel.truncate(end.length());
                    throw diskFull;
                }
                head.write(new HeadFile.Mark(entry.head(), end.length() + line.size()));
                return entry;
            }
        });
    }

    @Override
    public List<LogEntry> entries() {
        return guarded("read", () -> {
            List<LogEntry> entries = new ArrayList<>();
            for (Bytes line : content().lines()) {
                entries.add(entry(line));
            }
            return List.copyOf(entries);
        });
    }

    @Override
    public LogCheck verify() {
        return guarded("read", () -> check(List.of()));
    }

    @Override
    public LogCheck verifySince(LogHead known) {
        return guarded("read", () -> check(List.of(known)));
    }

    private LogCheck check(List<LogHead> known) throws IOException {
        LogLines content = content();
        List<LogHead> heads = new ArrayList<>(known);
        Optional<HeadFile.Mark> mark = head.read();
        mark.ifPresent(end -> heads.add(end.head()));
        if (mark.isEmpty() && !content.lines().isEmpty()) {
            return new LogCheck.Broken(List.of(new LogCheck.Break(
                    LogCheck.Kind.TRUNCATED,
                    content.lines().size() + 1L,
                    head.file() + " is missing or unreadable, so lines may have been cut off the end")));
        }
        return LogChain.check(content.lines(), heads);
    }

    /**
     * Where the next entry goes. After a crash the file may be longer than its recorded end: whole entries
     * that continue the chain count, an unfinished line was never acknowledged and is overwritten.
     */
    private HeadFile.Mark end(FileChannel channel) throws IOException {
        if (channel.size() == 0 && head.read().isEmpty()) {
            HeadFile.Mark start = new HeadFile.Mark(LogHead.EMPTY, 0);
            head.write(start);
            return start;
        }
        HeadFile.Mark mark = head.read().orElseThrow(() -> damaged(head.file() + " is missing or unreadable"));
        if (channel.size() < mark.length()) {
            throw damaged("lines were cut off its end");
        }
        ByteBuffer rest = ByteBuffer.allocate(Math.toIntExact(channel.size() - mark.length()));
        channel.position(mark.length());
        while (rest.hasRemaining() && channel.read(rest) >= 0) {
            // Reads on until the buffer is full or the file ends.
        }
        LogHead last = mark.head();
        long length = mark.length();
        for (Bytes line : LogLines.of(rest.array()).lines()) {
            LogEntry entry = entry(line);
            if (!entry.isIntact()
                    || !LogEntry.after(last, entry.at(), entry.event()).equals(entry)) {
                throw damaged("lines after entry " + last.sequence() + " do not continue it");
            }
            last = entry.head();
            length += line.size() + 1L;
        }
        channel.truncate(length);
        return new HeadFile.Mark(last, length);
    }

    private LogEntry entry(Bytes line) {
        try {
            return LogEntry.parse(line);
        } catch (Refused unreadable) {
            throw damaged("a line " + unreadable.detail());
        }
    }

    private LogLines content() throws IOException {
        return LogLines.read(file);
    }

    private ApprovalException damaged(String what) {
        return new ApprovalException("the log " + file + " was changed: " + what
                + "; keep it as evidence, move it away together with its .head file, and a new one is begun");
    }

    private <T> T guarded(String doing, FileLockGuard.Work<T> work) {
        try {
            PrivateFiles.createFolders(PrivateFiles.parent(file));
            return guard.run(work);
        } catch (IOException failure) {
            throw new ApprovalException(
                    "cannot " + doing + " the log " + file + "; check space and permissions", failure);
        }
    }
}
