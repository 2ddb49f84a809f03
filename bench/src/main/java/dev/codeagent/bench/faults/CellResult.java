package dev.codeagent.bench.faults;

import dev.codeagent.bench.faults.FaultCell.Observation;
import dev.codeagent.bench.faults.FaultOutcome.Next;
import dev.codeagent.bench.faults.RecordedAttempts.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a fault of one wire led to, and how that differs from what must follow.
 *
 * @param known the time from the first request until the last attempt failed
 * @param fallback the time from then until the first byte of the fallback; empty without a fallback
 * @param problems empty if the cell is right
 */
record CellResult(
        ProviderFault fault, String wire, Duration known, Optional<Duration> fallback, List<String> problems) {
    /** What an attempt, a run and a fallback may need beyond the documented time. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    CellResult {
        problems = List.copyOf(problems);
    }

    /**
     * @param alone the agent has the faulty provider alone
     * @param together it has another provider too
     */
    static CellResult of(ProviderFault fault, String wire, Observation alone, Observation together) {
        FaultOutcome expected = fault.expected(wire);
        var problems = new ArrayList<String>();
        new Check(expected, "alone", alone, problems).checkAlone();
        new Check(expected, "with a fallback", together, problems).checkTogether();
        return new CellResult(fault, wire, knownTime(alone), fallbackTime(together), problems);
    }

    private static Duration knownTime(Observation seen) {
        List<Attempt> attempts = seen.attempts().getFirst();
        return attempts.isEmpty() ? Duration.ZERO : between(seen.start(), attempts.getLast().end);
    }

    private static Optional<Duration> fallbackTime(Observation together) {
        List<Attempt> faulty = together.attempts().getFirst();
        return together.attempts().getLast().stream()
                .filter(Attempt::hasDelta)
                .findFirst()
                .filter(first -> !faulty.isEmpty())
                .map(first -> between(faulty.getLast().end, first.firstDelta));
    }

    private static Duration between(long start, long end) {
        return Duration.ofNanos(end - start);
    }

    boolean isRight() {
        return problems.isEmpty();
    }

    String toCell() {
        return (isRight() ? "" : "WRONG ")
                + seconds(known)
                + fallback.map(f -> "+" + seconds(f)).orElse("");
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.2f", time.toMillis() / 1_000.0);
    }

    /** Compares one run with what must follow. */
    private record Check(FaultOutcome expected, String situation, Observation seen, List<String> problems) {

        void checkAlone() {
            String code = seen.failure().map(f -> f.code().name()).orElse("an answer");
            expect("code", expected.code().map(Enum::name).orElse("an answer"), code);
            checkAttempts();
        }

        void checkTogether() {
            checkAttempts();
            int requests = seen.attempts().getLast().size();
            if (expected.next() == Next.FALLBACK) {
                expect("answer", FaultServers.ANSWER, answer());
                expect("requests to the fallback", "1", String.valueOf(requests));
                Duration first = fallbackTime(seen).orElse(Duration.ofDays(1));
                if (first.compareTo(MARGIN) > 0) {
                    problem("the first byte of the fallback came after " + seconds(first) + " s");
                }
                long failedBlocks = seen.attempts().getFirst().stream()
                        .filter(Attempt::hasDelta)
                        .count();
                expect("discarded blocks", String.valueOf(failedBlocks), String.valueOf(seen.discardedBlocks()));
            } else {
                expect("requests to the fallback", "0", String.valueOf(requests));
            }
        }

        private String answer() {
            return seen.answer()
                    .or(() -> seen.failure().map(f -> f.code() + ": " + f.getMessage()))
                    .orElse("");
        }

        private void checkAttempts() {
            List<Attempt> attempts = seen.attempts().getFirst();
            int turns = expected.next() == Next.SAME_MODEL ? 2 : expected.retry().attempts;
            expect("requests", String.valueOf(turns), String.valueOf(attempts.size()));
            for (Attempt attempt : attempts) {
                Duration time = between(attempt.start, attempt.end);
                if (time.compareTo(expected.limit().time.plus(MARGIN)) > 0) {
                    problem("an attempt needed " + seconds(time) + " s");
                }
            }
            Duration known = knownTime(seen);
            if (known.compareTo(expected.longest().plus(MARGIN)) > 0) {
                problem("the fault was known after " + seconds(known) + " s");
            }
        }

        private void expect(String what, String wanted, String found) {
            if (!wanted.equals(found)) {
                problem(what + ": expected " + wanted + ", got " + found
                        + seen.failure().map(f -> " (" + f.getMessage() + ")").orElse(""));
            }
        }

        private void problem(String text) {
            problems.add(situation + ": " + text);
        }
    }
}
