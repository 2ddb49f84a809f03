package dev.codeagent.api.catalog;

import java.util.List;

/**
 * What a model accepts in a request.
 *
 * @param maxTokens the field that limits the output: {@code max_tokens} or {@code max_completion_tokens}
 * @param temperature whether the model accepts a temperature
 * @param effort the levels of reasoning effort, from low to high; empty if it cannot be chosen
 */
public record ModelParameters(String maxTokens, boolean temperature, List<String> effort) {
    public static final ModelParameters DEFAULT = new ModelParameters("max_tokens", true, List.of());

    public ModelParameters {
        effort = List.copyOf(effort);
    }
}
