package org.example.cron;

import java.time.LocalDate;

/**
 * Which days an expression is due. If both the day of the month and the day of the week are restricted, a day that fits
 * either is due; this is how Vixie cron reads it, and every crontab in use relies on it.
 */
record DayRule(ValueSet daysOfMonth, boolean lastOfMonth, ValueSet weekdays, boolean anyDayOfMonth, boolean anyWeekday) {

    /** Reads the two fields; a lone {@code L} in the first is the last day of the month, in a list too. */
    static DayRule parse(String daysOfMonth, String weekdays) {
        boolean last = false;
        ValueSet days = ValueSet.EMPTY;
        for (String part : daysOfMonth.split(",", -1)) {
            if (part.equalsIgnoreCase("L")) {
                last = true;
            } else {
                days = days.union(new FieldParser(CronField.DAY_OF_MONTH).parse(part));
            }
        }
        ValueSet week = new FieldParser(CronField.DAY_OF_WEEK).parse(weekdays);
        return new DayRule(days, last, week, daysOfMonth.startsWith("*"), weekdays.startsWith("*"));
    }

    boolean matches(LocalDate date) {
        boolean ofMonth = daysOfMonth.contains(date.getDayOfMonth())
                || lastOfMonth && date.getDayOfMonth() == date.lengthOfMonth();
        boolean ofWeek = weekdays.contains(date.getDayOfWeek().getValue() % 7);
        return anyDayOfMonth || anyWeekday ? ofMonth && ofWeek : ofMonth || ofWeek;
    }
}
