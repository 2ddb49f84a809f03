package dev.codeagent.api.provider;

import dev.codeagent.api.concurrent.CancellationToken;

/**
 * How one request is sent: to which model, with which parameters, and who receives the answer while it arrives.
 *
 * @param model the model's id; never empty
 * @param traits what is known about the model
 * @param streamed whether the answer is requested in pieces; the listener receives its text in both cases
 */
public record ProviderContext(
        String model,
        ModelTraits traits,
        GenerationParameters parameters,
        boolean streamed,
        TurnListener listener,
        CancellationToken cancellation) {}
