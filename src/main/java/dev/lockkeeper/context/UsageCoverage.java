package dev.lockkeeper.context;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** How much the workload can prove: days covered, evicted statements ({@code dealloc}), replicas read and not read. */
public record UsageCoverage(
        OptionalInt days, OptionalLong dealloc, OptionalInt replicasRead, OptionalInt replicasUnread) {
    public UsageCoverage {
        Facts.notNegative("days", days);
        Facts.notNegative("dealloc", dealloc);
        Facts.notNegative("replicas_read", replicasRead);
        Facts.notNegative("replicas_unread", replicasUnread);
    }
}
