package dev.codeagent.providers.http;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;

/** Ends a streamed answer that takes longer than the provider's timeouts and the limits of an answer allow. */
final class StreamTimeouts {
    /** After the reason for ending, the time for the counts of tokens; some servers never end their body. */
    private static final Duration AFTER_LAST_EVENT = Duration.ofSeconds(3);

    private static final long MAX_CHECK_INTERVAL_MILLIS = 1_000;
    private static final int CHECKS_PER_TIMEOUT = 8;

    private final ProviderConfiguration configuration;
    private final ResponseLimits limits;
    private final long checkIntervalMillis;

    StreamTimeouts(ProviderConfiguration configuration, ResponseLimits limits) {
        this.configuration = configuration;
        this.limits = limits;
        Duration shortest = Collections.min(List.of(
                configuration.firstByte(), configuration.betweenBytes(), limits.withoutEvent(), limits.total()));
        this.checkIntervalMillis = Math.clamp(shortest.toMillis() / CHECKS_PER_TIMEOUT, 1, MAX_CHECK_INTERVAL_MILLIS);
    }

    /** The time between two checks: a part of the shortest timeout, at most a second. */
    long checkIntervalMillis() {
        return checkIntervalMillis;
    }

    void check(Future<?> exchange, StreamingBodyHandler<?> stream) {
        if (stream.isFinished() && stream.idleTime().compareTo(AFTER_LAST_EVENT) > 0) {
            stream.finish();
            return;
        }
        Duration timeout = stream.hasStarted() ? configuration.betweenBytes() : configuration.firstByte();
        Duration withoutEvent = timeout.compareTo(limits.withoutEvent()) > 0 ? timeout : limits.withoutEvent();
        if (stream.idleTime().compareTo(timeout) > 0) {
            end(exchange, stream, ErrorCode.PROVIDER_TIMEOUT, "sent nothing for " + timeout.toSeconds() + " s");
        } else if (stream.timeWithoutEvent().compareTo(withoutEvent) > 0) {
            end(
                    exchange,
                    stream,
                    ErrorCode.PROVIDER_TIMEOUT,
                    "sent no part of its answer for " + withoutEvent.toSeconds() + " s, only comments or fragments");
        } else if (stream.totalTime().compareTo(limits.total()) > 0) {
            // Not a timeout, after which the turn would be requested again.
            end(
                    exchange,
                    stream,
                    ErrorCode.PROVIDER_REJECTED,
                    "did not finish its answer within " + limits.total().toSeconds() + " s");
        }
    }

    private void end(Future<?> exchange, StreamingBodyHandler<?> stream, ErrorCode code, String reason) {
        stream.fail(new AgentException(code, "provider " + configuration.id() + " " + reason));
        exchange.cancel(true);
    }
}
