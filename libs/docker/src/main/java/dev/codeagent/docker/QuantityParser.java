package dev.codeagent.docker;

import dev.codeagent.api.error.AgentException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses sizes, durations and numbers in the notation of container tools. Invalid text throws INVALID_VALUE. */
public final class QuantityParser {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(?:\\.0+)?\\s*([kmg]?)i?b?");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d{1,9})(us|ms|s|m|h)");
    private static final Map<String, Duration> UNITS = Map.of(
            "us", Duration.ofNanos(1_000),
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1));

    private QuantityParser() {}

    /**
     * E.g. {@code 512m}, {@code 1gb}.
     *
     * @param field the field to name in the error
     */
    public static long parseBytes(String field, String text) {
        Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw AgentException.invalidValue(
                    field + ": '" + text + "' is not a size; use a number with a unit, for example 512m or 1g");
        }
        int shift = switch (size.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        return Math.min(Long.parseLong(size.group(1)), Long.MAX_VALUE >> 32) << shift;
    }

    /** E.g. {@code 1m30s}. */
    public static Duration parseDuration(String field, String text) {
        Matcher parts = DURATION_PART.matcher(text.strip());
        Duration sum = Duration.ZERO;
        int end = 0;
        while (end < text.strip().length()) {
            if (!parts.find(end) || parts.start() != end) {
                throw AgentException.invalidValue(
                        field + ": '" + text + "' is not a duration; use for example 10s or 1m30s");
            }
            sum = sum.plus(
                    Objects.requireNonNull(UNITS.get(parts.group(2))).multipliedBy(Long.parseLong(parts.group(1))));
            end = parts.end();
        }
        return sum;
    }

    /** E.g. {@code 0.5}. */
    public static double parseCpus(String field, String text) {
        if (!text.strip().matches("\\d{1,4}(\\.\\d{1,6})?")) {
            throw AgentException.invalidValue(
                    field + ": '" + text + "' is not a number of processors; use for example 2 or 0.5");
        }
        return Double.parseDouble(text.strip());
    }

    public static int parseInteger(String field, String text) {
        if (!text.strip().matches("\\d{1,9}")) {
            throw AgentException.invalidValue(field + ": '" + text + "' is not a number; use 1 to 9 digits");
        }
        return Integer.parseInt(text.strip());
    }
}
