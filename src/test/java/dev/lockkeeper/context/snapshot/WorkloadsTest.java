package dev.lockkeeper.context.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.context.WorkloadQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Last seen" is the newest snapshot in which calls grew; pg_stat_statements has no such column. */
class WorkloadsTest {
    private static final Instant MONDAY = Instant.parse("2026-11-02T08:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-03T08:00:00Z");

    private static WorkloadQuery query(String text, long calls, double mean, Optional<Instant> seen) {
        return new WorkloadQuery(
                text,
                OptionalLong.of(calls),
                OptionalDouble.of(mean),
                OptionalDouble.of(mean * 2),
                List.of(),
                List.of(),
                seen,
                seen,
                Optional.empty());
    }

    @ParameterizedTest(name = "{0} calls on Monday, {1} on Tuesday: last seen on {2}")
    @CsvSource({"10, 11, TUESDAY", "10, 10, MONDAY", "10, 3, TUESDAY"})
    void lastSeen(long monday, long tuesday, String day) {
        List<WorkloadQuery> series = Workloads.series(
                List.of(query("q", tuesday, 1, Optional.empty())),
                List.of(query("q", monday, 1, Optional.of(MONDAY))),
                TUESDAY,
                false);
        assertThat(series).singleElement().satisfies(query -> {
            assertThat(query.firstSeen()).contains(MONDAY);
            assertThat(query.lastSeen()).contains(day.equals("MONDAY") ? MONDAY : TUESDAY);
        });
    }

    @Test
    void aQueryThatWasEvictedIsNotForgotten() {
        List<WorkloadQuery> series = Workloads.series(
                List.of(query("new", 1, 1, Optional.empty())),
                List.of(query("weekly batch", 4, 900, Optional.of(MONDAY))),
                TUESDAY,
                false);
        assertThat(series).extracting(WorkloadQuery::query).containsExactly("new", "weekly batch");
        assertThat(series.get(1).lastSeen()).contains(MONDAY);
    }

    @Test
    void theFirstSnapshotKnowsNoLastSeen() {
        assertThat(Workloads.series(List.of(query("q", 5, 1, Optional.empty())), List.of(), MONDAY, true))
                .singleElement()
                .satisfies(query -> {
                    assertThat(query.firstSeen()).contains(MONDAY);
                    assertThat(query.lastSeen()).isEmpty();
                });
    }

    @Test
    void textsThatDifferInLiteralsOnlyAreOneQuery() {
        assertThat(Workloads.merged(List.of(query("q", 1, 10, Optional.empty()), query("q", 3, 2, Optional.empty()))))
                .singleElement()
                .satisfies(query -> {
                    assertThat(query.calls()).hasValue(4);
                    assertThat(query.meanMillis()).hasValue(4);
                    assertThat(query.maxMillis()).hasValue(20);
                });
    }
}
