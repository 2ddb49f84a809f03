package dev.codeagent.api.provider;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;

/**
 * Reference to a provider and one of its models, written {@code provider/model}.
 *
 * @param model empty for the provider's default model
 */
public record ModelRef(ProviderId provider, String model) {

    public static ModelRef parse(String text) {
        if (text == null || text.isBlank()) {
            throw new AgentException(ErrorCode.INVALID_VALUE, "the provider is empty; write NAME or NAME/MODEL");
        }
        int slash = text.indexOf('/');
        return slash < 0
                ? new ModelRef(new ProviderId(text), "")
                : new ModelRef(new ProviderId(text.substring(0, slash)), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return model.isEmpty() ? provider.value() : provider + "/" + model;
    }
}
