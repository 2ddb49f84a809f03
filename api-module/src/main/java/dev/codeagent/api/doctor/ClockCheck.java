package dev.codeagent.api.doctor;

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
 * This machine's clock against those of the providers; where none tells the time, only that it does not lie behind the
 * data directory's own files.
 */
record ClockCheck(Outside outside, Path data, Clock clock) implements Check {
    private static final Duration TOLERATED = Duration.ofSeconds(30);
    private static final Duration RUINOUS = Duration.ofDays(1);
    private static final String ADVICE = "set the clock, e.g. sudo timedatectl set-ntp true";

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        Instant began = clock.instant();
        Instant asked = Instant.now();
        // The nearest one: a provider whose own clock is wrong must not put ours in the wrong.
        Optional<Skew> skew = outside.contacts().stream()
                .filter(c -> c.serverTime().isPresent())
                .map(c -> new Skew(
                        c.host(),
                        Duration.between(c.serverTime().get(), began.plus(Duration.between(asked, c.ourTime())))))
                .min(Comparator.comparing(s -> s.ahead().abs()));
        return List.of(skew.map(this::judge).orElseGet(this::againstFiles));
    }

    private record Skew(String host, Duration ahead) {}

    private Finding judge(Skew skew) {
        Duration off = skew.ahead().abs();
        if (off.compareTo(TOLERATED) <= 0) {
            return Finding.ok(name(), "as at " + skew.host() + ", within " + TOLERATED.toSeconds() + " s");
        }
        String found = words(off) + (skew.ahead().isNegative() ? " behind " : " ahead of ") + skew.host();
        return off.compareTo(RUINOUS) > 0
                ? Finding.fail(name(), found, "certificates look expired or not yet valid, so calls fail", ADVICE)
                : Finding.warn(name(), found, "times of runs and events are wrong", ADVICE);
    }

    private Finding againstFiles() {
        Instant now = clock.instant();
        Optional<Instant> newest = newestFile();
        if (newest.isPresent() && newest.get().isAfter(now.plus(TOLERATED))) {
            return Finding.warn(
                    name(),
                    words(Duration.between(now, newest.get())) + " behind the files in " + data,
                    "times of runs and events are wrong",
                    ADVICE);
        }
        return Finding.ok(name(), "no provider tells the time, so whether it is right is not known");
    }

    private Optional<Instant> newestFile() {
        try (var files = Files.list(data)) {
            return files.map(ClockCheck::written).flatMap(Optional::stream).max(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> written(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String words(Duration duration) {
        if (duration.toDays() > 1) {
            return duration.toDays() + " days";
        }
        return duration.toMinutes() > 1 ? duration.toMinutes() + " minutes" : duration.toSeconds() + " s";
    }
}
