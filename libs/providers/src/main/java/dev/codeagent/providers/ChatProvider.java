package dev.codeagent.providers;

import java.util.List;

/** A model provider behind its wire. */
public interface ChatProvider {

    /**
     * Streams one turn; returns when it is complete. The calling thread only waits.
     *
     * @throws dev.codeagent.api.error.AgentException PROVIDER_*, CANCELLED
     */
    ChatResponse stream(ChatRequest request, TurnListener listener, CancellationToken cancellation);

    /** The ids of the models that it serves now. */
    List<String> listModels();
}
