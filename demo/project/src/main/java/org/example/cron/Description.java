package org.example.cron;

import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says an expression in words. */
public final class Description {
    private Description() {}

    public static String of(CronExpression expression) {
        var parts = new ArrayList<String>();
        parts.add(times(expression.minutes(), expression.hours()));
        DayRule days = expression.days();
        if (!days.anyDayOfMonth()) {
            parts.add("on " + daysOfMonth(days));
        }
        if (!days.anyWeekday()) {
            parts.add((days.anyDayOfMonth() ? "on " : "or on ") + Words.list(days.weekdays().values(), Description::weekday));
        }
        if (expression.months().size() < CronField.MONTH.size()) {
            parts.add("in " + Words.list(expression.months().values(), Description::month));
        }
        return String.join(", ", parts);
    }

    private static String times(ValueSet minutes, ValueSet hours) {
        boolean everyMinute = minutes.size() == CronField.MINUTE.size();
        boolean everyHour = hours.size() == CronField.HOUR.size();
        if (minutes.size() == 1 && !everyHour) {
            int minute = minutes.first();
            return "at " + Words.list(hours.values(), hour -> String.format("%02d:%02d", hour, minute));
        }
        String when = everyMinute ? "every minute" : "at minute " + Words.list(minutes.values(), Integer::toString);
        return everyHour ? when : when + " of the hours " + Words.list(hours.values(), Integer::toString);
    }

    private static String daysOfMonth(DayRule days) {
        List<Integer> values = days.daysOfMonth().values();
        String numbers = values.isEmpty() ? "" : "day " + Words.list(values, Integer::toString);
        if (!days.lastOfMonth()) {
            return numbers;
        }
        return numbers.isEmpty() ? "the last day of the month" : numbers + " and the last day of the month";
    }

    private static String weekday(int value) {
        return DayOfWeek.of(value == 0 ? 7 : value).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static String month(int value) {
        return Month.of(value).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
