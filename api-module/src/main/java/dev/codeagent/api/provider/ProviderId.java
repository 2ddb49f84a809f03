package dev.codeagent.api.provider;

import dev.codeagent.api.id.IdFormat;

/** Identifies a configured model provider, e.g. {@code openai} or {@code ollama}. */
public record ProviderId(String value) {
    public ProviderId {
        IdFormat.require(value, "provider");
    }

    @Override
    public String toString() {
        return value;
    }
}
