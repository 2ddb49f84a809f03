package dev.codeagent.bench.latency;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time of sending that the fake model writes before each text chunk: {@code @microseconds;}. */
final class SendTimestamp {
    private static final Pattern TIMESTAMP = Pattern.compile("@(\\d{15,17});");

    private SendTimestamp() {}

    static boolean isPresentIn(String text) {
        return text.indexOf('@') >= 0 && TIMESTAMP.matcher(text).find();
    }

    /** Returns the milliseconds from the first timestamp in the text until now. */
    static double ageMillis(String text) {
        Instant now = Instant.now();
        Matcher matcher = TIMESTAMP.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no timestamp in " + text);
        }
        double micros = now.getEpochSecond() * 1e6 + now.getNano() / 1e3;
        return (micros - Long.parseLong(matcher.group(1))) / 1e3;
    }
}
