package dev.codeagent.api.webhook;

import java.time.Instant;
import java.util.Optional;

/**
 * An event on its way to a webhook: one line of the delivery log.
 *
 * @param id the id of the message, the same in each attempt (header {@code webhook-id})
 * @param run the run of the event; empty for a test
 * @param attempts the number of requests so far
 * @param nextAttemptAt when the next request is sent, while it is pending
 * @param lastStatus the HTTP status of the last answer, if there was one
 * @param lastError why the last attempt failed; empty if it did not
 */
public record WebhookDelivery(
        String id,
        WebhookId webhook,
        String event,
        String run,
        State state,
        int attempts,
        Instant createdAt,
        Optional<Instant> nextAttemptAt,
        Optional<Instant> endedAt,
        Optional<Integer> lastStatus,
        String lastError) {

    /** The state of a delivery. */
    public enum State {
        PENDING,
        DELIVERED,
        /** All attempts failed, or the receiver wants no more requests. */
        FAILED,
        /** Not sent, because too many deliveries of this webhook were pending. */
        DROPPED
    }
}
