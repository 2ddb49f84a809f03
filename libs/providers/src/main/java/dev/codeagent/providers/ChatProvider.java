package dev.codeagent.providers;

import java.util.List;

/** A connection to a model provider; implementations differ by wire protocol. */
public interface ChatProvider {

    /**
     * Streams one turn and returns when it is complete. The calling thread only waits.
     *
     * @throws dev.codeagent.api.error.AgentException PROVIDER_* if the call fails, CANCELLED if the run is cancelled
     */
    ChatResponse stream(ChatRequest request, TurnListener listener, CancellationToken cancellation);

    /** Returns the ids of the available models. */
    List<String> listModels();
}
