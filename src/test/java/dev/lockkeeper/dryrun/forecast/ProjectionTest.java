package dev.lockkeeper.dryrun.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockkeeper.context.ContextReader;
import dev.lockkeeper.effect.TableWork;
import dev.lockkeeper.effect.WorkKind;
import dev.lockkeeper.pg.QualifiedName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What changes a forecast, each with its figures said: declared disks, a calibration, rows of another width, pauses. */
class ProjectionTest {
    private static final QualifiedName ORDERS = QualifiedName.of("public", "orders");

    @Test
    void withoutAnythingItIsScaled() throws Exception {
        MeasuredForecast forecast = project("", Optional.empty(), 200, 0);
        assertThat(forecast.likelyMillis()).isEqualTo(1_000);
        assertThat(forecast.adjustments()).isEmpty();
    }

    @Test
    void aSlowDiskLengthensIt() throws Exception {
        MeasuredForecast forecast = project(", \"deployment\": {\"iops\": 3000}", Optional.empty(), 200, 0);
        assertThat(forecast.likelyMillis()).as("2 GB in pieces of 128 kB").isEqualTo(5_086);
        assertThat(forecast.highMillis()).as("2 GB page by page").isEqualTo(81_381);
        assertThat(forecast.adjustments())
                .containsExactly(
                        "declared 3,000 operations per second carry its bytes in 5.1 s (128 kB each) to 1 min 21 s (8 kB each)");
    }

    @Test
    void aFastDiskDoesNotShortenIt() throws Exception {
        assertThat(project(", \"deployment\": {\"iops\": 2000000}", Optional.empty(), 200, 0)
                        .likelyMillis())
                .isEqualTo(1_000);
    }

    @Test
    void aCalibrationReplacesTheSpeed() throws Exception {
        MeasuredForecast byRows = project("", Optional.of(calibration("millis_per_million_rows", 250)), 200, 0);
        assertThat(byRows.likelyMillis()).isEqualTo(2_500);
        assertThat(byRows.adjustments()).containsExactly("calibration (runs of May), factor 2.50: scan");
        assertThat(project("", Optional.of(calibration("millis_per_gb", 400)), 200, 0)
                        .likelyMillis())
                .isEqualTo(800);
    }

    @Test
    void aCalibrationOfOtherWorkChangesNothing() throws Exception {
        Calibration other = read("{\"source\": \"x\", \"works\": {\"rewrite\": {\"millis_per_gb\": 9}}}");
        assertThat(project("", Optional.of(other), 200, 0).adjustments()).isEmpty();
    }

    @Test
    void widerRowsWidenTheInterval() throws Exception {
        MeasuredForecast forecast = project("", Optional.empty(), 50, 0);
        assertThat(forecast.likelyMillis()).isEqualTo(1_000);
        assertThat(forecast.highMillis()).isCloseTo(6_800, within(2L));
        assertThat(forecast.adjustments())
                .singleElement()
                .asString()
                .startsWith("a row of orders has 4.0 times the bytes in production");
    }

    @Test
    void pausesAreAdded() throws Exception {
        assertThat(project("", Optional.empty(), 200, 7_000).likelyMillis()).isEqualTo(8_000);
    }

    @Test
    void unknownSizeIsNotForecast() throws Exception {
        assertThat(new Projection(
                                ContextReader.read(
                                        "c", "{\"postgres_version\": \"16\"}".getBytes(StandardCharsets.UTF_8)),
                                Optional.empty())
                        .of(measured(200, 0)))
                .isEmpty();
    }

    @Test
    void aCalibrationIsReadStrictly() {
        assertThatThrownBy(() ->
                        read("{\"source\": \"x\", \"works\": {\"scan\": {\"millis_per_gb\": 9, \"ms_per_gb\": 9}}}"))
                .isInstanceOf(CalibrationException.class)
                .hasMessageContaining("unknown key \"ms_per_gb\"");
        assertThatThrownBy(() -> read("{\"source\": \"x\", \"works\": {\"sacn\": {\"millis_per_gb\": 9}}}"))
                .isInstanceOf(CalibrationException.class)
                .hasMessageContaining("sacn");
        assertThatThrownBy(() -> read("{\"works\": {\"scan\": {\"millis_per_gb\": 9}}}"))
                .isInstanceOf(CalibrationException.class)
                .hasMessageContaining("source");
        assertThatThrownBy(() -> read("{\"source\": \"x\", \"works\": {\"scan\": {\"millis_per_gb\": -9}}}"))
                .isInstanceOf(CalibrationException.class)
                .hasMessageContaining("above 0");
        assertThatThrownBy(
                        () -> read(
                                "{\"source\": \"x\", \"works\": {\"scan\": {\"millis_per_gb\": 9, \"millis_per_million_rows\": 9}}}"))
                .isInstanceOf(CalibrationException.class)
                .hasMessageContaining("one of them");
        assertThatThrownBy(() -> read("[1]")).isInstanceOf(CalibrationException.class);
    }

    private static Calibration calibration(String unit, int value) throws CalibrationException {
        return read("{\"source\": \"runs of May\", \"works\": {\"scan\": {\"" + unit + "\": " + value + "}}}");
    }

    private static Calibration read(String json) throws CalibrationException {
        return CalibrationReader.parse("calibration.json", json.getBytes(StandardCharsets.UTF_8));
    }

    private static MeasuredForecast project(
            String more, Optional<Calibration> calibration, double bytesPerRow, long pauses) throws Exception {
        String json =
                "{\"postgres_version\": \"16\", \"tables\": {\"orders\": {\"rows\": 10000000, \"heap_bytes\": 2000000000}}"
                        + more + "}";
        return new Projection(ContextReader.read("c", json.getBytes(StandardCharsets.UTF_8)), calibration)
                .of(measured(bytesPerRow, pauses))
                .orElseThrow();
    }

    /** A scan: 100 ms for a million rows. */
    private static Projection.Measured measured(double bytesPerRow, long pauses) {
        StepWork work = new StepWork(List.of(new TableWork(ORDERS, WorkKind.SCAN, 1, false)));
        return new Projection.Measured(
                "1.1",
                work,
                List.of(
                        new Sample(300_000, 300_000 * WorkKind.SCAN.microsPerRow(), 30),
                        new Sample(1_000_000, 1_000_000 * WorkKind.SCAN.microsPerRow(), 100)),
                Map.of(ORDERS, bytesPerRow),
                pauses);
    }
}
