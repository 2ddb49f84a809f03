package dev.codeagent.api.webhook;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Stores webhooks and their deliveries. The journal adds the deliveries of an event in the transaction that stores the
 * event, so none is lost and none is sent for an event that was not stored.
 */
public interface WebhookStore {
    /** The most deliveries of one webhook that may be pending; later events are dropped. */
    int MAX_PENDING = 10_000;

    List<Webhook> list();

    Optional<Webhook> find(WebhookId id);

    /** Adds or replaces a webhook. */
    void put(Webhook webhook);

    /** Removes a webhook with its deliveries. */
    boolean remove(WebhookId id);

    /**
     * Stops sending to a webhook.
     *
     * @param reason why the server does this
     */
    void pause(WebhookId id, String reason);

    /**
     * A delivery to send now.
     *
     * @param attempts the number of requests before
     */
    record Due(WebhookId webhook, URI url, String id, String payload, int attempts) {}

    /**
     * Takes deliveries that are due, at most one for each webhook. Nobody else gets them before the end of the lease, also
     * no other server of the database; then they are due again, because their server may have been killed.
     *
     * @param busy webhooks that get no delivery now
     */
    List<Due> claim(Instant now, Duration lease, Set<WebhookId> busy, int limit);

    /**
     * What one request of a delivery achieved.
     *
     * @param status the HTTP status; empty without an answer
     * @param error empty if the delivery succeeded
     */
    record Attempt(Optional<Integer> status, String error) {
        public boolean succeeded() {
            return error.isEmpty();
        }
    }

    /**
     * Stores the outcome of a request.
     *
     * @param next when the next request is due; empty if there is none
     */
    void recordAttempt(Due delivery, Attempt attempt, Instant now, Optional<Instant> next);

    /** The log of a webhook, the newest delivery first. */
    List<WebhookDelivery> deliveries(WebhookId webhook, int limit);

    /**
     * Makes a delivery due now, with all its attempts.
     *
     * @return the delivery; empty if there is none with this id
     */
    Optional<WebhookDelivery> retry(WebhookId webhook, String delivery, Instant now);

    /** Deletes deliveries that ended before a time. */
    int deleteEndedBefore(Instant time);
}
