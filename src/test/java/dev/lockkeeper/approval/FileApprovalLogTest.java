package dev.lockkeeper.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileApprovalLogTest {
    @TempDir
    private Path state;

    @Test
    void whatIsAppendedIsReadBackByAnyoneWhoOpensTheFile() throws IOException {
        List<LogEntry> written = fill(3);

        assertThat(log().entries()).isEqualTo(written);
        assertThat(log().verify())
                .isEqualTo(new LogCheck.Intact(written.getLast().head()));
        assertThat(written).extracting(LogEntry::sequence).containsExactly(1L, 2L, 3L);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log().file())))
                .isEqualTo("rw-------");
        assertThat(log().file()).isEqualTo(state.resolve("lockkeeper/approvals.jsonl"));
    }

    @Test
    void aLogNobodyBeganIsIntactAndEmpty() {
        assertThat(log().entries()).isEmpty();
        assertThat(log().verify()).isEqualTo(new LogCheck.Intact(LogHead.EMPTY));
    }

    static Stream<Arguments> tampering() {
        return Stream.of(
                row("EDITED 2", lines -> set(lines, 1, lines.get(1).replace("agent-2", "agent-9"))),
                row("EDITED 2", lines -> set(lines, 1, lines.get(1).replace("verdict", "request"))),
                row("EDITED 2", lines -> set(lines, 1, lines.get(1).replace("T10:", "T11:"))),
                row("EDITED 2", lines -> set(lines, 1, lines.get(1) + " ")),
                row("EDITED 2", lines -> set(lines, 1, "")),
                row(
                        "EDITED 2",
                        lines -> set(lines, 1, lines.get(1).replace("{\"actor\"", "{\"actor\":\"x\",\"actor\""))),
                row("EDITED 3", lines -> set(lines, 1, rehashed(lines.get(1)))),
                row("EDITED 5", FileApprovalLogTest::rewritten),
                row("GAP 1", lines -> without(lines, 0)),
                row("GAP 2", lines -> without(lines, 1)),
                row("GAP 2", lines -> without(without(lines, 1), 1)),
                row("TRUNCATED 5", lines -> without(lines, 4)),
                row("TRUNCATED 1", lines -> List.of()),
                row(
                        "REORDERED 2, REORDERED 3, REORDERED 4",
                        lines -> set(set(lines, 1, lines.get(2)), 2, lines.get(1))),
                row(
                        "REORDERED 3, TRUNCATED 4",
                        lines -> set(lines, 2, lines.get(1)).subList(0, 3)),
                row("REORDERED 6", lines -> set(lines, 5, lines.get(4))),
                row("", lines -> lines));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tampering")
    void tamperingIsFoundWhereItWasDone(String expected, UnaryOperator<List<String>> change) throws IOException {
        fill(5);
        List<String> lines = Files.readAllLines(log().file());
        Files.write(log().file(), change.apply(lines));

        assertThat(found(log().verify())).isEqualTo(expected);
    }

    @Test
    void everyFlippedBitIsFound() throws IOException {
        fill(2);
        byte[] bytes = Files.readAllBytes(log().file());
        for (int at = 0; at < bytes.length * 8; at++) {
            bytes[at / 8] ^= (byte) (1 << at % 8);
            assertThat(LogChain.check(LogLines.of(bytes).lines(), List.of(head())))
                    .as("bit %s of byte %s", at % 8, at / 8)
                    .isInstanceOf(LogCheck.Broken.class);
            bytes[at / 8] ^= (byte) (1 << at % 8);
        }
        assertThat(LogChain.check(LogLines.of(bytes).lines(), List.of(head()))).isInstanceOf(LogCheck.Intact.class);
    }

    @Test
    void aLogWhoseEndIsNotRecordedIsRefused() throws IOException {
        fill(2);
        Files.delete(headFile());

        assertThat(found(log().verify())).isEqualTo("TRUNCATED 3");
        assertThatThrownBy(() -> fill(1))
                .isInstanceOf(ApprovalException.class)
                .hasMessageContaining("keep it as evidence");
    }

    @Test
    void nothingIsAppendedToALogThatWasCutOff() throws IOException {
        fill(2);
        Files.write(log().file(), Files.readAllLines(log().file()).subList(0, 1));

        assertThatThrownBy(() -> fill(1)).isInstanceOf(ApprovalException.class).hasMessageContaining("cut off");
    }

    @Test
    void aHeadKeptElsewhereProvesThatAllWasNotReplaced() throws IOException {
        LogHead kept = fill(3).getLast().head();
        Files.delete(log().file());
        Files.delete(headFile());
        fill(2);
        assertThat(found(log().verify())).isEmpty();
        assertThat(found(log().verifySince(kept))).isEqualTo("TRUNCATED 3");

        log().append(new LogEvent(LogEvent.Kind.OVERRIDE, "r", "someone", new TreeMap<>()));
        assertThat(found(log().verifySince(kept))).isEqualTo("EDITED 3");
    }

    @Test
    void aCrashBetweenLineAndHeadLosesNothing() throws IOException {
        fill(1);
        byte[] olderHead = Files.readAllBytes(headFile());
        fill(2);
        Files.write(headFile(), olderHead);
        assertThat(found(log().verify())).isEmpty();

        assertThat(fill(1).getLast().sequence()).isEqualTo(4);
        assertThat(found(log().verify())).isEmpty();
    }

    @Test
    void aLineThatWasNeverFinishedIsNoEntry() throws IOException {
        fill(2);
        Files.writeString(log().file(), "{\"actor\":\"age", StandardOpenOption.APPEND);
        assertThat(found(log().verify())).isEmpty();

        assertThat(fill(1).getLast().sequence()).isEqualTo(3);
        assertThat(log().entries()).hasSize(3);
        assertThat(found(log().verify())).isEmpty();
    }

    @Test
    void foreignLinesAtTheEndAreRefused() throws IOException {
        fill(2);
        Files.writeString(log().file(), Files.readAllLines(log().file()).getFirst() + "\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> fill(1))
                .isInstanceOf(ApprovalException.class)
                .hasMessageContaining("do not continue it");
    }

    @Test
    void writersDoNotOverwriteEachOther() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<List<LogEntry>> writer = () -> fill(5);
            for (Future<List<LogEntry>> done : threads.invokeAll(Collections.nCopies(4, writer))) {
                assertThat(done.get()).hasSize(5);
            }
        }
        assertThat(log().entries()).hasSize(20);
        assertThat(found(log().verify())).isEmpty();
    }

    private FileApprovalLog log() {
        return FileApprovalLog.inState(Map.of("XDG_STATE_HOME", state.toString()), Samples.CLOCK);
    }

    private Path headFile() {
        return state.resolve("lockkeeper/approvals.jsonl.head");
    }

    private LogHead head() {
        return log().entries().getLast().head();
    }

    private List<LogEntry> fill(int count) {
        List<LogEntry> written = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            written.add(log().append(new LogEvent(
                    LogEvent.Kind.VERDICT, "r-1", "agent-" + number, new TreeMap<>(Map.of("text", "größer\n\"x\"")))));
        }
        return written;
    }

    private static Arguments row(String expected, UnaryOperator<List<String>> change) {
        return arguments(expected, change);
    }

    private static List<String> set(List<String> lines, int index, String line) {
        List<String> changed = new ArrayList<>(lines);
        if (index == changed.size()) {
            changed.add(line);
        } else {
            changed.set(index, line);
        }
        return changed;
    }

    private static List<String> without(List<String> lines, int index) {
        List<String> changed = new ArrayList<>(lines);
        changed.remove(index);
        return changed;
    }

    /** Another event with a correct hash of its own. */
    private static String rehashed(String line) {
        LogEntry entry = parse(line);
        return text(LogEntry.after(
                new LogHead(entry.sequence() - 1, entry.previous()), entry.at(), event("somebody else")));
    }

    /** A whole new chain of the same length. */
    private static List<String> rewritten(List<String> lines) {
        List<String> changed = new ArrayList<>();
        LogHead head = LogHead.EMPTY;
        for (int number = 0; number < lines.size(); number++) {
            LogEntry entry = LogEntry.after(head, Samples.NOW, event("somebody else"));
            changed.add(text(entry));
            head = entry.head();
        }
        return changed;
    }

    private static LogEvent event(String actor) {
        return new LogEvent(LogEvent.Kind.VERDICT, "r-1", actor, new TreeMap<>());
    }

    private static String text(LogEntry entry) {
        return new String(entry.line().toArray(), StandardCharsets.UTF_8);
    }

    private static LogEntry parse(String line) {
        try {
            return LogEntry.parse(Bytes.utf8(line));
        } catch (Refused unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String found(LogCheck check) {
        return switch (check) {
            case LogCheck.Intact intact -> "";
            case LogCheck.Broken(var breaks) ->
                String.join(
                        ", ",
                        breaks.stream()
                                .map(found -> found.kind() + " " + found.line())
                                .toList());
        };
    }
}
