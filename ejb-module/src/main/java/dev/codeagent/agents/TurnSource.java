package dev.codeagent.agents;

import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatRequest;

/** Where an agent's turns come from. */
public interface TurnSource {

    /**
     * Asks for the step's next turn, streams it to the log, and stores it there in one commit: its blocks, its end and
     * the calls that it asks for.
     *
     * @param turn counts from 1
     */
    RecordedTurn nextTurn(
            AgentTask task, int turn, ChatRequest request, RunEventPublisher publisher, CancellationToken cancellation);
}
