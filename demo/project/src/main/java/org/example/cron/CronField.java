package org.example.cron;

import java.util.List;

/** One of the five fields of an expression: its values, and the names that some of them have. */
enum CronField {
    MINUTE("minute", 0, 59, List.of()),
    HOUR("hour", 0, 23, List.of()),
    DAY_OF_MONTH("day of month", 1, 31, List.of()),
    MONTH("month", 1, 12, List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
    DAY_OF_WEEK("day of week", 0, 6, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    private final String title;
    private final int min;
    private final int max;
    private final List<String> names;

    CronField(String title, int min, int max, List<String> names) {
        this.title = title;
        this.min = min;
        this.max = max;
        this.names = names;
    }

    String title() {
        return title;
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }

    /** How many different values the field has. */
    int size() {
        return max - min + 1;
    }

    /** The largest number that may be written; a week's Sunday is 0 and also 7. */
    int maxWritten() {
        return this == DAY_OF_WEEK ? max + 1 : max;
    }

    /** The names of the values, the first for the smallest; empty if the field has none. */
    List<String> names() {
        return names;
    }
}
