package dev.lockkeeper.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SideBySideTest {
    private static final Duration FOR_EVER = Duration.ofHours(1);

    @Test
    void bothResultsInTheirOrder() throws Exception {
        assertThat(SideBySide.run(true, () -> "text", () -> 2)).isEqualTo(new SideBySide.Both<>("text", 2));
        assertThat(SideBySide.run(false, () -> "text", () -> 2)).isEqualTo(new SideBySide.Both<>("text", 2));
    }

    @Test
    void theFailureOfOneEndsTheOtherAndIsThrown() {
        AtomicBoolean ended = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        assertThatThrownBy(() -> SideBySide.run(true, () -> untilInterrupted(begun, ended), () -> {
                    begun.await();
                    throw new SQLException("no room", "53100");
                }))
                .isInstanceOf(SQLException.class)
                .hasMessage("no room");
        assertThat(ended).isTrue();
    }

    @Test
    void anInterruptOfTheCallerEndsBoth() throws Exception {
        AtomicBoolean one = new AtomicBoolean();
        AtomicBoolean other = new AtomicBoolean();
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(2);
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                SideBySide.run(true, () -> untilInterrupted(begun, one), () -> untilInterrupted(begun, other));
            } catch (InterruptedException e) {
                interrupted.set(one.get() && other.get());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        begun.await();
        caller.interrupt();
        caller.join();
        assertThat(interrupted).isTrue();
    }

    private static String untilInterrupted(CountDownLatch begun, AtomicBoolean ended) throws InterruptedException {
        begun.countDown();
        try {
            Thread.sleep(FOR_EVER);
            return "";
        } finally {
            ended.set(true);
        }
    }
}
