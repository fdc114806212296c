package dev.lockkeeper.approval;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks the chain of a log: each entry is intact, follows its predecessor, and known heads are where they were. */
public final class LogChain {
    private final List<LogCheck.Break> breaks = new ArrayList<>();

    private LogChain() {}

    /** Checks lines as {@link LogEntry#line()} writes them, first to last, against heads that were seen earlier. */
    public static LogCheck check(List<Bytes> lines, Collection<LogHead> heads) {
        return new LogChain().run(lines, heads);
    }

    private LogCheck run(List<Bytes> lines, Collection<LogHead> heads) {
        List<Optional<LogEntry>> entries = lines.stream().map(LogChain::parse).toList();
        Set<Long> present = new HashSet<>();
        entries.forEach(entry -> entry.ifPresent(found -> present.add(found.sequence())));
        Map<Long, Sha256> hashes = new HashMap<>(Map.of(0L, LogHead.EMPTY.hash()));
        LogHead last = LogHead.EMPTY;
        boolean unknownBefore = false;
        for (int index = 0; index < entries.size(); index++) {
            long line = index + 1L;
            Optional<LogEntry> read = entries.get(index);
            if (read.isEmpty()) {
                found(LogCheck.Kind.EDITED, line, "not an entry as it was written");
                // Its number and hash are unknown; the next entry is measured against the count.
                last = new LogHead(last.sequence() + 1, last.hash());
                unknownBefore = true;
                continue;
            }
            LogEntry entry = read.get();
            follow(last, entry, line, present, unknownBefore);
            hashes.put(entry.sequence(), entry.hash());
            last = entry.head();
            unknownBefore = false;
        }
        heads(heads, hashes, last, lines.size());
        return breaks.isEmpty() ? new LogCheck.Intact(last) : new LogCheck.Broken(breaks);
    }

    private void follow(LogHead last, LogEntry entry, long line, Set<Long> present, boolean unknownBefore) {
        if (!entry.isIntact()) {
            found(LogCheck.Kind.EDITED, line, "entry " + entry.sequence() + " does not have the hash of its content");
        }
        long expected = last.sequence() + 1;
        if (entry.sequence() > expected && !present.contains(expected)) {
            found(LogCheck.Kind.GAP, line, "entry " + expected + " is missing, here is entry " + entry.sequence());
        } else if (entry.sequence() != expected) {
            found(LogCheck.Kind.REORDERED, line, "here is entry " + entry.sequence() + " instead of " + expected);
        } else if (!unknownBefore && !entry.previous().equals(last.hash())) {
            found(
                    LogCheck.Kind.EDITED,
                    line,
                    "entry " + entry.sequence() + " was written after another entry " + last.sequence());
        }
    }

    private void heads(Collection<LogHead> heads, Map<Long, Sha256> hashes, LogHead last, int lines) {
        for (LogHead head : heads) {
            Sha256 hash = hashes.get(head.sequence());
            if (hash == null && head.sequence() > last.sequence()) {
                found(LogCheck.Kind.TRUNCATED, lines + 1L, "the log once had " + head.sequence() + " entries");
            } else if (hash != null && !hash.equals(head.hash())) {
                found(LogCheck.Kind.EDITED, head.sequence(), "entry " + head.sequence() + " once had another hash");
            }
        }
    }

    private void found(LogCheck.Kind kind, long line, String detail) {
        breaks.add(new LogCheck.Break(kind, line, detail));
    }

    private static Optional<LogEntry> parse(Bytes line) {
        try {
            return Optional.of(LogEntry.parse(line));
        } catch (Refused unreadable) {
            return Optional.empty();
        }
    }
}
