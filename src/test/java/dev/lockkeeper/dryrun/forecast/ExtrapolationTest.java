package dev.lockkeeper.dryrun.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockkeeper.effect.TableWork;
import dev.lockkeeper.effect.WorkKind;
import dev.lockkeeper.pg.QualifiedName;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

/** The arithmetic: a law that holds exactly is found exactly, and nothing that is measured leaves the interval's order. */
class ExtrapolationTest {
    private static final QualifiedName ORDERS = QualifiedName.of("public", "orders");

    @Property(tries = 300)
    void aLawWithoutFixedCostIsFoundExactly(
            @ForAll WorkKind kind,
            @ForAll @LongRange(min = 1_000, max = 1_000_000) long rows,
            @ForAll @LongRange(min = 2, max = 1_000) long times,
            @ForAll @DoubleRange(min = 0.01, max = 10) double cost) {
        double third = amount(kind, rows / 3);
        double all = amount(kind, rows);
        double production = amount(kind, rows * times);
        Interval found = Extrapolation.of(
                List.of(new Sample(rows / 3, third, third * cost), new Sample(rows, all, all * cost)),
                production,
                false);
        assertThat(found.likely() / (production * cost)).isCloseTo(1, within(1e-6));
    }

    @Property(tries = 300)
    void twiceAsSlowIsTwiceAsLong(
            @ForAll @DoubleRange(min = 0.1, max = 1e5) double small,
            @ForAll @DoubleRange(min = 0.1, max = 1e5) double large,
            @ForAll @DoubleRange(min = 1, max = 1e4) double times,
            @ForAll boolean besideTraffic) {
        Interval one = found(small, large, times, 1, besideTraffic);
        Interval two = found(small, large, times, 2, besideTraffic);
        assertThat(one.low()).isLessThanOrEqualTo(one.likely());
        assertThat(one.likely()).isLessThanOrEqualTo(one.high());
        assertThat(two.low()).isCloseTo(2 * one.low(), within(1e-6 * (1 + two.low())));
        assertThat(two.likely()).isCloseTo(2 * one.likely(), within(1e-6 * (1 + two.likely())));
        assertThat(two.high()).isCloseTo(2 * one.high(), within(1e-6 * (1 + two.high())));
    }

    @Property(tries = 300)
    void noiseOfTheSmallerSizeOnlyWidens(
            @ForAll @DoubleRange(min = 0.1, max = 1e5) double small,
            @ForAll @DoubleRange(min = 0.1, max = 1e5) double large,
            @ForAll @DoubleRange(min = 2, max = 1e4) double times) {
        double scaled = large * times;
        Interval found = found(small, large, times, 1, false);
        assertThat(found.likely()).isCloseTo(scaled, within(1e-9 * scaled));
        assertThat(found.low()).isBetween(scaled / 3.001, scaled * 0.701);
        assertThat(found.high()).isBetween(scaled * 1.699, scaled * 3.001);
    }

    private static Interval found(double small, double large, double times, double factor, boolean besideTraffic) {
        return Extrapolation.of(
                List.of(new Sample(1_000, 1_000, small * factor), new Sample(3_000, 3_000, large * factor)),
                3_000 * times,
                besideTraffic);
    }

    private static double amount(WorkKind kind, long rows) {
        return new StepWork(List.of(new TableWork(ORDERS, kind, 1, false)))
                .amount(table -> OptionalLong.of(rows))
                .orElseThrow();
    }
}
