package dev.codeagent.bench.faults;

import dev.codeagent.api.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/**
 * What must follow from a fault of a provider.
 *
 * @param code of the failure; empty if the agent goes on with the same model
 * @param retry how often the same model is requested
 * @param limit the time in which an attempt notices the fault
 * @param next what follows when the attempts are over
 */
public record FaultOutcome(Optional<ErrorCode> code, Retry retry, Limit limit, Next next) {
    /** How often a model is requested; the text stands in docs/models.md. */
    public enum Retry {
        NONE("no", 1, Duration.ZERO),
        BACKOFF("3 times", 4, Duration.ofMillis(3_500)),
        /** Each pause is the requested one, or the own one if that is longer. */
        REQUESTED("3 times, not before the requested time", 4, Duration.ofSeconds(6)),
        LOADING("every 2 s or later, until `firstByte`", 2, FaultCell.FIRST_BYTE),
        REDUCED("once, without the oldest tool results", 2, Duration.ZERO),
        CONTINUED("the agent asks for the rest, at most 2 times", 3, Duration.ZERO);

        final String text;
        final int attempts;
        final Duration pauses;

        Retry(String text, int attempts, Duration pauses) {
            this.text = text;
            this.attempts = attempts;
            this.pauses = pauses;
        }
    }

    /** When an attempt notices the fault; the text stands in docs/models.md. */
    public enum Limit {
        AT_ONCE("at once", Duration.ZERO),
        FIRST_BYTE("`firstByte`", FaultCell.FIRST_BYTE),
        BETWEEN_BYTES("`betweenBytes`", FaultCell.BETWEEN_BYTES);

        final String text;
        final Duration time;

        Limit(String text, Duration time) {
            this.text = text;
            this.time = time;
        }
    }

    /** What follows; the text stands in docs/models.md. */
    public enum Next {
        FALLBACK("the next model"),
        FAILURE("the run fails"),
        SAME_MODEL("the model corrects its call");

        final String text;

        Next(String text) {
            this.text = text;
        }
    }

    static FaultOutcome of(ErrorCode code, Retry retry, Limit limit) {
        return new FaultOutcome(Optional.of(code), retry, limit, Next.FALLBACK);
    }

    /** The longest time from the first request to the end of the last attempt. */
    Duration longest() {
        return limit.time.multipliedBy(retry.attempts).plus(retry.pauses);
    }

    /** The columns of the table in docs/models.md, after that with the fault. */
    String toTableRow() {
        return (code.isPresent() ? "`" + code.get() + "`" : "–") + " | " + limit.text + " | " + retry.text + " | "
                + next.text;
    }
}
