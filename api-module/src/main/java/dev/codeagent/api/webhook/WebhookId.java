package dev.codeagent.api.webhook;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.id.IdFormat;

/** The name of a webhook, which its owner chooses. */
public record WebhookId(String value) {
    private static final int MAX_LENGTH = 60;

    public WebhookId {
        IdFormat.require(value, "webhook");
        if (value.length() > MAX_LENGTH) {
            throw AgentException.invalidValue(
                    "the name of a webhook has at most " + MAX_LENGTH + " characters; '" + value + "' is longer");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
