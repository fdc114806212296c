package dev.lockkeeper.dryrun.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The words of a forecast: always with what it rests on. */
class MeasuredForecastTest {
    @Test
    void extrapolatedFromRows() {
        assertThat(forecast(Growth.N_LOG_N, 250_000, 360_000, 40_000_000).display())
                .isEqualTo("4 min 10 s – 6 min (extrapolated from 300,000 rows)");
    }

    @Test
    void measuredAtFullSize() {
        assertThat(forecast(Growth.LINEAR, 700, 1_700, 300_000).display())
                .isEqualTo("700 ms – 1.7 s (measured on as many rows as production has)");
    }

    @Test
    void independentOfRows() {
        assertThat(forecast(Growth.CONSTANT, 3, 3, 0).display())
                .isEqualTo("3 ms (measured; does not depend on the number of rows)");
    }

    @Test
    void eachUnitOfTime() {
        assertThat(List.of(0L, 999L, 8_240L, 59_400L, 59_600L, 250_000L, 3_599_000L, 7_980_000L))
                .extracting(MeasuredForecast::human)
                .containsExactly("0 ms", "999 ms", "8.2 s", "59 s", "1 min", "4 min 10 s", "59 min 59 s", "2 h 13 min");
    }

    @Test
    void nothingMeasuredIsNoForecast() {
        assertThatThrownBy(() -> new MeasuredForecast("1.1", Growth.LINEAR, 1, 2, 3, 4, List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static MeasuredForecast forecast(Growth growth, long low, long high, long productionRows) {
        return new MeasuredForecast(
                "1.1", growth, low, low, high, productionRows, List.of(new Sample(300_000, 1, 5)), List.of());
    }
}
