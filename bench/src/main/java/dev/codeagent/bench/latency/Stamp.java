package dev.codeagent.bench.latency;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time of sending that the model server writes before each piece of text. */
final class Stamp {
    private static final Pattern STAMP = Pattern.compile("@(\\d{15,17});");

    private Stamp() {}

    static boolean in(String text) {
        return text.indexOf('@') >= 0 && STAMP.matcher(text).find();
    }

    /** Milliseconds from the first stamp in the text until now. */
    static double age(String text) {
        Instant now = Instant.now();
        Matcher stamp = STAMP.matcher(text);
        if (!stamp.find()) {
            throw new IllegalArgumentException("no stamp in " + text);
        }
        double micros = now.getEpochSecond() * 1e6 + now.getNano() / 1e3;
        return (micros - Long.parseLong(stamp.group(1))) / 1e3;
    }
}
