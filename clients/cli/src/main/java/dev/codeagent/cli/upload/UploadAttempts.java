package dev.codeagent.cli.upload;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.client.error.ApiException;
import dev.codeagent.client.error.ConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Repeats the requests of one upload. A failure passes if the connection was lost, if the server is busy, or if an
 * answer is none of this server: a proxy tells so that it lost the server, and a server that a request was cut. Each of
 * these requests may have been executed, so all of them can be sent twice.
 */
final class UploadAttempts {
    private static final int MIN_ATTEMPTS = 5;
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long MAX_PAUSE_MILLIS = 4_000;
    private static final String CONFLICT = "CONFLICT";

    /** Of answers without a code. The same request may have another answer later. */
    private static final Set<Integer> PASSING_STATUS = Set.of(400, 404, 408, 425, 429, 499, 500, 502, 503, 504);

    private final long timeoutNanos;
    private int failures;
    private long firstFailure;

    /** @param timeout how long there may be no progress */
    UploadAttempts(Duration timeout) {
        this.timeoutNanos = timeout.toNanos();
    }

    /** The upload made progress, so that earlier failures do not count. */
    void advanced() {
        failures = 0;
    }

    /** Sends a request until it is answered. A conflict is an answer: no piece is missing that could be sent again. */
    <T> T repeat(Supplier<T> request) {
        while (true) {
            try {
                return request.get();
            } catch (CliException e) {
                if (isConflict(e)) {
                    throw e;
                }
                awaitNext(e);
            }
        }
    }

    /**
     * Waits before the next attempt.
     *
     * @throws CliException the failure, if it does not pass, or did not for too long
     */
    void awaitNext(CliException failure) {
        if (!mayPass(failure) && !isConflict(failure)) {
            throw failure;
        }
        long now = System.nanoTime();
        if (failures++ == 0) {
            firstFailure = now;
        }
        if (failures >= MIN_ATTEMPTS && now - firstFailure >= timeoutNanos) {
            throw isConflict(failure)
                    ? failure
                    : new CliException(
                            ExitCode.SERVER,
                            failure.getMessage()
                                    + "; the upload continues where it stopped when you repeat the command",
                            failure);
        }
        try {
            Thread.sleep(Math.min(
                    Math.min(MAX_PAUSE_MILLIS, timeoutNanos / 2_000_000), FIRST_PAUSE_MILLIS << Math.min(failures, 8)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted during an upload", e);
        }
    }

    private static boolean mayPass(CliException failure) {
        return switch (failure.getCause()) {
            // Without a cause, the program at this address is not the server.
            case ConnectionException lost -> lost.getCause() != null;
            case ApiException refused ->
                refused.code().isEmpty()
                        ? PASSING_STATUS.contains(refused.status())
                        : refused.kind().equals("busy") || refused.code().equals("MALFORMED_MESSAGE");
            case null, default -> false;
        };
    }

    /** Whether the server has something else than this client believed. */
    static boolean isConflict(CliException failure) {
        return failure.getCause() instanceof ApiException refused
                && refused.code().equals(CONFLICT);
    }
}
