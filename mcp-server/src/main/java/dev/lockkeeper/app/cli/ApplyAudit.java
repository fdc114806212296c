package dev.lockkeeper.app.cli;

import dev.lockkeeper.apply.ApplyEvents;
import dev.lockkeeper.apply.ApplyOutcome;
import dev.lockkeeper.apply.MeasuredWork;
import dev.lockkeeper.approval.ApprovalLog;
import dev.lockkeeper.approval.LogEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every step into the audit log, on disk before the next one starts; and onto standard error for whoever watches. */
final class ApplyAudit implements ApplyEvents {
    private final ApprovalLog log;
    private final Console console;
    private final String database;
    private final List<MeasuredWork> measured = new ArrayList<>();
    private String reviewId = "not known";

    ApplyAudit(ApprovalLog log, Console console, String database) {
        this.log = log;
        this.console = console;
        this.database = database;
    }

    void review(String id) {
        reviewId = id;
    }

    @Override
    public void happened(String what, String line, Map<String, String> details) {
        TreeMap<String, String> all = new TreeMap<>(details);
        all.put("event", what);
        append(all);
        if (console.interactive()) {
            console.err().println(line);
        }
    }

    @Override
    public void measured(MeasuredWork work) {
        measured.add(work);
    }

    /** What this run's steps took, newest last. */
    List<MeasuredWork> measured() {
        return List.copyOf(measured);
    }

    void ended(ApplyOutcome outcome) {
        TreeMap<String, String> all = new TreeMap<>();
        switch (outcome) {
            case ApplyOutcome.Completed completed -> {
                all.put("event", "completed");
                all.put("what", completed.what());
            }
            case ApplyOutcome.StoppedAtBoundary boundary -> {
                all.put("event", "stopped-at-boundary");
                all.put("before", "phase " + boundary.next() + ": " + boundary.before());
            }
            case ApplyOutcome.Stopped stopped -> {
                all.put("event", "stopped");
                all.put("step", stopped.step());
                all.put("because", stopped.reason());
            }
            case ApplyOutcome.AtLimit limit -> {
                all.put("event", "at-limit");
                all.put("step", limit.step());
                all.put("because", limit.reason());
                all.put("numbers", limit.numbers());
            }
            case ApplyOutcome.Refused refused -> {
                all.put("event", "refused");
                all.put("because", String.join(" ", refused.reasons()));
            }
        }
        append(all);
    }

    private void append(SortedMap<String, String> details) {
        details.put("database", database);
        log.append(new LogEvent(LogEvent.Kind.APPLY, reviewId, System.getProperty("user.name", "unknown"), details));
    }
}
