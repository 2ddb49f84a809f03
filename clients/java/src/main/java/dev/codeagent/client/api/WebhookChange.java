package dev.codeagent.client.api;

import java.util.List;
import java.util.Optional;

/**
 * The body that adds or changes a webhook; an absent field keeps its value.
 *
 * @param secret {@code whsec_} and 24 to 64 random bytes in Base64
 * @param events types of events; empty for all
 */
public record WebhookChange(
        Optional<String> url, Optional<String> secret, List<String> events, Optional<String> state) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "WebhookChange[" + url.orElse("") + "]";
    }
}
