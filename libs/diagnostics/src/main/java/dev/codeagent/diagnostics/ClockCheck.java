package dev.codeagent.diagnostics;

import dev.codeagent.api.diagnostics.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Compares the clock of this machine with those of the providers. If no provider sends the time, checks only that the
 * clock is not behind the files in the data directory.
 */
record ClockCheck(ProviderProbe outside, Path data, Clock clock) implements Check {
    private static final Duration MAX_SKEW = Duration.ofSeconds(30);
    private static final Duration FATAL_SKEW = Duration.ofDays(1);
    private static final String ADVICE = "set the clock, e.g. sudo timedatectl set-ntp true";

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        Instant clockStart = clock.instant();
        Instant systemStart = Instant.now();
        // Uses the smallest skew, so that one provider with a wrong clock causes no warning.
        Optional<Skew> skew = outside.results().stream()
                .filter(c -> c.serverTime().isPresent())
                .map(c -> new Skew(
                        c.host(),
                        Duration.between(
                                c.serverTime().get(), clockStart.plus(Duration.between(systemStart, c.localTime())))))
                .min(Comparator.comparing(s -> s.offset().abs()));
        return List.of(skew.map(this::evaluate).orElseGet(this::compareWithFiles));
    }

    private record Skew(String host, Duration offset) {}

    private Finding evaluate(Skew skew) {
        Duration absolute = skew.offset().abs();
        if (absolute.compareTo(MAX_SKEW) <= 0) {
            return Finding.ok(name(), "matches " + skew.host() + " within " + MAX_SKEW.toSeconds() + " s");
        }
        String found = format(absolute) + (skew.offset().isNegative() ? " behind " : " ahead of ") + skew.host();
        return absolute.compareTo(FATAL_SKEW) > 0
                ? Finding.fail(name(), found, "certificates look expired or not yet valid, so calls fail", ADVICE)
                : Finding.warn(name(), found, "times of runs and events are wrong", ADVICE);
    }

    private Finding compareWithFiles() {
        Instant now = clock.instant();
        Optional<Instant> newest = newestFile();
        if (newest.isPresent() && newest.get().isAfter(now.plus(MAX_SKEW))) {
            return Finding.warn(
                    name(),
                    format(Duration.between(now, newest.get())) + " behind the files in " + data,
                    "times of runs and events are wrong",
                    ADVICE);
        }
        return Finding.ok(name(), "no provider sent the time, so the clock is not verified");
    }

    private Optional<Instant> newestFile() {
        try (var files = Files.list(data)) {
            return files.map(ClockCheck::lastModified).flatMap(Optional::stream).max(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> lastModified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String format(Duration duration) {
        if (duration.toDays() > 1) {
            return duration.toDays() + " days";
        }
        return duration.toMinutes() > 1 ? duration.toMinutes() + " minutes" : duration.toSeconds() + " s";
    }
}
