package dev.codeagent.api.webhook;

import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;

/** The use cases of webhooks. */
public interface WebhookService {

    List<Webhook> list(Caller caller);

    /** @throws dev.codeagent.api.error.AgentException NOT_FOUND */
    Webhook get(Caller caller, WebhookId id);

    /**
     * Adds a webhook, or changes the fields that are given.
     *
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE if the address, the secret or a type of events is not
     *     allowed
     */
    Webhook put(Caller caller, WebhookId id, WebhookRequest request);

    /** Removes a webhook, its secret and its log. */
    void remove(Caller caller, WebhookId id);

    /**
     * The outcome of a test request.
     *
     * @param status the HTTP status; absent without an answer
     */
    record TestResult(boolean ok, Optional<Integer> status, String message) {}

    /** Sends a request of the type {@code webhook.test} once, now. */
    TestResult test(Caller caller, WebhookId id);

    /** The log, the newest delivery first. */
    List<WebhookDelivery> deliveries(Caller caller, WebhookId id, int limit);

    /**
     * Sends a delivery again, or now if it is pending.
     *
     * @throws dev.codeagent.api.error.AgentException NOT_FOUND
     */
    WebhookDelivery retry(Caller caller, WebhookId id, String delivery);
}
