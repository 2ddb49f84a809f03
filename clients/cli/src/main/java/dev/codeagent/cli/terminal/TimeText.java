package dev.codeagent.cli.terminal;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Points in time for people: to the minute, in their time zone. */
public final class TimeText {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    private TimeText() {}

    public static String of(Instant time) {
        return MINUTES.format(time);
    }
}
