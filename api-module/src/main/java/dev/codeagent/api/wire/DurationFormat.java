package dev.codeagent.api.wire;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in configuration format: {@code "500ms"}, {@code "30s"}, {@code "5m"}, {@code "1h"}, {@code "7d"}. */
public final class DurationFormat {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private DurationFormat() {}

    public static Duration parse(String key, String text) {
        Matcher m = SHAPE.matcher(text.strip());
        if (!m.matches()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    key + ": '" + text + "' is not a duration; use a number with ms, s, m, h or d, for example \"1h\"");
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    public static String format(Duration d) {
        long ms = d.toMillis();
        if (ms % 1000 != 0) {
            return ms + "ms";
        }
        long s = ms / 1000;
        if (s == 0 || s % 60 != 0) {
            return s + "s";
        }
        return s % 3600 != 0 ? s / 60 + "m" : s % 86400 != 0 ? s / 3600 + "h" : s / 86400 + "d";
    }
}
