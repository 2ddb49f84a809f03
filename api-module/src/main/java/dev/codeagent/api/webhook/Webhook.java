package dev.codeagent.api.webhook;

import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * An address that gets a signed request for each event of some types. Its secret is in the credential store.
 *
 * @param events the types of the events, of {@link #EVENT_TYPES}
 * @param pausedReason why the server paused it; empty if a user did, or if it is active
 */
public record Webhook(WebhookId id, URI url, List<String> events, State state, String pausedReason, Instant createdAt) {
    /** The types of events that webhooks can have. */
    public static final List<String> EVENT_TYPES = List.of("run.finished", "approval.requested", "budget.reached");

    /** Whether requests are sent. */
    public enum State {
        ACTIVE,
        PAUSED
    }

    public Webhook {
        events = List.copyOf(events);
    }
}
