package dev.lockkeeper.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeeklyHoursTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "09-12, 17-21               | mon 09:00 | true",
                "09-12, 17-21               | sun 11:59 | true",
                "09-12, 17-21               | sun 12:00 | false",
                "Mon-Fri 09-12              | fri 10:00 | true",
                "Mon-Fri 09-12              | sat 10:00 | false",
                "Mon-Fri 09-12, 17-21       | sat 18:00 | false",
                "Fri-Mon 09-12              | sun 10:00 | true",
                "Fri-Mon 09-12              | wed 10:00 | false",
                "Sat 22:30-02               | sat 22:29 | false",
                "Sat 22:30-02               | sun 01:59 | true",
                "Sat 22:30-02               | sun 02:00 | false",
                "Sat 22:30-02               | sat 01:00 | false",
                "Sunday 00-24               | sun 23:59 | true",
            })
    void containsWhatAClockShows(String hours, String moment, boolean inside) {
        String[] parts = moment.split("[ :]");
        DayOfWeek day = java.util.Arrays.stream(DayOfWeek.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).startsWith(parts[0]))
                .findFirst()
                .orElseThrow();
        assertThat(WeeklyHours.parse(hours).contains(day, Integer.parseInt(parts[1]) * 60 + Integer.parseInt(parts[2])))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({"'09-12, 17-21', 4", "Sat 22-02, 4", "00-24, 24", "'Tue 03:00-03:30', 0"})
    void knowsItsLongestSpan(String hours, long whole) {
        assertThat(WeeklyHours.parse(hours).longest()).isBetween(Duration.ofHours(whole), Duration.ofHours(whole + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "at night", "9 to 12", "09-12,", "25-26", "09:75-10", "Foo 09-12", "-"})
    void refusesWhatItCannotRead(String hours) {
        assertThatThrownBy(() -> WeeklyHours.parse(hours)).isInstanceOf(IllegalArgumentException.class);
    }
}
