package dev.codeagent.providers.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how long a provider wants its callers to wait, in every form that providers use. */
record RetryAfter(Supplier<Instant> now) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,7}(\\.\\d{1,9})?");
    /** RetryInfo of Google APIs (google.rpc.RetryInfo): {@code "retryDelay": "17.5s"}. */
    private static final Pattern RETRY_INFO = Pattern.compile("\"retryDelay\"\\s*:\\s*\"(\\d{1,7}(?:\\.\\d{1,9})?)s\"");
    /** For example: try again in 1m30.5s, retry after 20 seconds, wait 6 minutes. */
    private static final Pattern WORDS = Pattern.compile(
            "(?:again in|retry (?:after|in)|wait(?: for)?|available in|resets? (?:in|after)):?\\s+"
                    + "(?:about |approximately |at least |another )?((?:\\d{1,7}(?:\\.\\d{1,9})?\\s*"
                    + "(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\\b?[\\s,]*+)++)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern AMOUNT =
            Pattern.compile("(\\d{1,7}(?:\\.\\d{1,9})?)\\s*(ms|milli|s|m|h|d)[a-z]*", Pattern.CASE_INSENSITIVE);
    /** For example x-ratelimit-reset-tokens and anthropic-ratelimit-requests-reset, each beside the same with remaining. */
    private static final Pattern LIMIT_RESET = Pattern.compile(
            "(?:x-|anthropic-)?ratelimit-(?:reset(?:-requests|-tokens)?|(?:input-|output-)?(?:tokens|requests)-reset)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern MOMENT = Pattern.compile("\\d{10,13}");
    private static final long FIRST_MILLIS = 100_000_000_000L;
    private static final int MAX_SEARCHED = 4_000;

    /** The time to wait; zero if the provider names none. */
    Duration read(HttpHeaders headers, String body) {
        return headers.firstValue("retry-after-ms")
                .flatMap(h -> parseNumber(h, 0.001))
                .or(() -> headers.firstValue("retry-after").flatMap(this::parseHeader))
                .or(() -> parseBody(body))
                .or(() -> parseLimits(headers))
                .filter(d -> !d.isNegative())
                .orElse(Duration.ZERO);
    }

    /** Seconds, also decimal ones, or an HTTP date (RFC 9110, section 10.2.3). */
    private Optional<Duration> parseHeader(String header) {
        return parseNumber(header, 1).or(() -> parseDate(header)).or(() -> parseAmounts(header));
    }

    /** The longest time until a used-up limit has room again, as vendors report it with each answer. */
    private Optional<Duration> parseLimits(HttpHeaders headers) {
        return headers.map().keySet().stream()
                .filter(name -> LIMIT_RESET.matcher(name).matches())
                .filter(name -> headers.firstValue(name.replace("reset", "remaining"))
                        .filter(left -> left.strip().equals("0"))
                        .isPresent())
                .flatMap(name -> headers.firstValue(name).flatMap(this::parseReset).stream())
                .max(Comparator.naturalOrder());
    }

    /** A time to wait, or a moment, also in seconds or milliseconds since 1970. */
    private Optional<Duration> parseReset(String header) {
        String text = header.strip();
        return MOMENT.matcher(text).matches()
                ? Optional.of(Duration.between(now.get(), toInstant(Long.parseLong(text))))
                : parseHeader(text);
    }

    private static Instant toInstant(long sinceEpoch) {
        return sinceEpoch >= FIRST_MILLIS ? Instant.ofEpochMilli(sinceEpoch) : Instant.ofEpochSecond(sinceEpoch);
    }

    private static Optional<Duration> parseNumber(String text, double secondsPerUnit) {
        String number = text.strip();
        return NUMBER.matcher(number).matches()
                ? Optional.of(Duration.ofMillis((long) Math.ceil(Double.parseDouble(number) * secondsPerUnit * 1000)))
                : Optional.empty();
    }

    private Optional<Duration> parseDate(String text) {
        try {
            Instant date = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            // The date has no fraction of a second, so a moment too early is possible.
            return Optional.of(Duration.between(now.get(), date)).map(d -> d.isNegative() ? Duration.ZERO : d);
        } catch (DateTimeException e) {
            return parseInstant(text.strip());
        }
    }

    private Optional<Duration> parseInstant(String text) {
        try {
            Duration wait = Duration.between(now.get(), OffsetDateTime.parse(text));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> parseBody(String body) {
        String start = body.substring(0, Math.min(body.length(), MAX_SEARCHED));
        Matcher info = RETRY_INFO.matcher(start);
        if (info.find()) {
            return parseNumber(info.group(1), 1);
        }
        Matcher words = WORDS.matcher(start);
        return words.find() ? parseAmounts(words.group(1)) : Optional.empty();
    }

    /** The sum of amounts such as 1m30.5s. */
    private static Optional<Duration> parseAmounts(String text) {
        Matcher amounts = AMOUNT.matcher(text);
        double seconds = 0;
        boolean found = false;
        while (amounts.find()) {
            found = true;
            seconds += Double.parseDouble(amounts.group(1)) * secondsOf(amounts.group(2));
        }
        return found ? Optional.of(Duration.ofMillis((long) Math.ceil(seconds * 1000))) : Optional.empty();
    }

    private static double secondsOf(String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "ms", "milli" -> 0.001;
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
        };
    }
}
