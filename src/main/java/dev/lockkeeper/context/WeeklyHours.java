package dev.lockkeeper.context;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of the week in the server's local time, as operators write them: {@code 09-12, 17-21} every day,
 * {@code Mon-Fri 09:00-12:30}, {@code Sat 22-02, Sun 22-04} (over midnight). Days hold for the spans after them.
 */
public record WeeklyHours(List<Span> spans) {
    private static final Pattern ITEM = Pattern.compile(
            "(?:([a-z]{3,9})(?:\\s*-\\s*([a-z]{3,9}))?\\s+)?(\\d{1,2})(?::(\\d{2}))?\\s*-\\s*(\\d{1,2})(?::(\\d{2}))?");
    private static final int DAY_MINUTES = 24 * 60;

    public WeeklyHours {
        spans = List.copyOf(spans);
    }

    /** From {@code startMinute} of each of {@code days}, for {@code minutes}. */
    public record Span(Set<DayOfWeek> days, int startMinute, int minutes) {
        public Span {
            days = Collections.unmodifiableSet(EnumSet.copyOf(days));
        }

        private boolean contains(DayOfWeek day, int minute) {
            boolean today = days.contains(day) && minute >= startMinute && minute < startMinute + minutes;
            boolean sinceYesterday = days.contains(day.minus(1)) && minute + DAY_MINUTES < startMinute + minutes;
            return today || sinceYesterday;
        }
    }

    /** Refuses what it cannot read with {@link IllegalArgumentException}, naming the part. */
    public static WeeklyHours parse(String text) {
        List<Span> spans = new ArrayList<>();
        Set<DayOfWeek> days = EnumSet.allOf(DayOfWeek.class);
        for (String item : text.split(",", -1)) {
            Matcher matcher = ITEM.matcher(item.strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                throw new IllegalArgumentException("\"" + item.strip()
                        + "\" are no hours; write them like \"09-12, 17-21\" or \"Mon-Fri 22:00-02:00\"");
            }
            if (matcher.group(1) != null) {
                days = days(matcher.group(1), matcher.group(2) == null ? matcher.group(1) : matcher.group(2));
            }
            int start = minute(matcher.group(3), matcher.group(4), item);
            int end = minute(matcher.group(5), matcher.group(6), item);
            spans.add(new Span(days, start, end > start ? end - start : end + DAY_MINUTES - start));
        }
        return new WeeklyHours(spans);
    }

    private static Set<DayOfWeek> days(String first, String last) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        DayOfWeek end = day(last);
        DayOfWeek day = day(first);
        days.add(day);
        while (day != end) {
            day = day.plus(1);
            days.add(day);
        }
        return days;
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().toLowerCase(Locale.ROOT).startsWith(name)) {
                return day;
            }
        }
        throw new IllegalArgumentException("\"" + name + "\" is no day of the week");
    }

    private static int minute(String hour, @org.jspecify.annotations.Nullable String minute, String item) {
        int total = Integer.parseInt(hour) * 60 + (minute == null ? 0 : Integer.parseInt(minute));
        if (total > DAY_MINUTES || (minute != null && Integer.parseInt(minute) > 59)) {
            throw new IllegalArgumentException("\"" + item.strip() + "\" has a time that no clock shows");
        }
        return total;
    }

    public boolean contains(DayOfWeek day, int minuteOfDay) {
        return spans.stream().anyMatch(span -> span.contains(day, minuteOfDay));
    }

    /** Whether any minute of this hour of the day (0 to 23) is inside on any day. */
    public boolean touchesHour(int hour) {
        for (DayOfWeek day : DayOfWeek.values()) {
            for (int minute = hour * 60; minute < hour * 60 + 60; minute++) {
                if (contains(day, minute)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The longest span: work that takes longer does not fit. */
    public Duration longest() {
        return Duration.ofMinutes(spans.stream().mapToInt(Span::minutes).max().orElse(0));
    }
}
