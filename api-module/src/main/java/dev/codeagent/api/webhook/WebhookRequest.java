package dev.codeagent.api.webhook;

import java.util.List;
import java.util.Optional;

/**
 * What a caller stores about a webhook; a field that is missing keeps its value.
 *
 * @param secret {@code whsec_} and 24 to 64 random bytes in Base64; needed for a new webhook
 * @param events types of events; empty for all types, or for those that the webhook has
 * @param state active or paused; without it the webhook becomes active
 */
public record WebhookRequest(
        Optional<String> url, Optional<String> secret, List<String> events, Optional<Webhook.State> state) {

    /** Without the secret, and without the URL, which may contain one. */
    @Override
    public String toString() {
        return "WebhookRequest[events=" + events + ", state=" + state + "]";
    }
}
