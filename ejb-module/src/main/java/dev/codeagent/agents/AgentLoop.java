package dev.codeagent.agents;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatRequest;
import java.util.ArrayList;
import java.util.List;

/** An agent at work: ask the model, run the tools that it asks for, ask again, until it answers without asking. */
public final class AgentLoop {
    private static final int MAX_REPEATS = 4;

    private final TurnSource turnSource;
    private final ToolCallExecutor toolExecutor;
    private final ContextWindow window;

    public AgentLoop(TurnSource turnSource, ToolCallExecutor toolExecutor, ContextWindow window) {
        this.turnSource = turnSource;
        this.toolExecutor = toolExecutor;
        this.window = window;
    }

    /** Works until the model answers without a tool call, and gives that answer; goes on behind the turns already done. */
    public String run(AgentTask task, RunEventPublisher publisher, CancellationToken cancellation) {
        var profile = AgentProfile.load(task.configuration().agent());
        String system = profile.systemPrompt(task.configuration().instructions());
        var limits = new LoopLimits(task.configuration().maxTurns(), MAX_REPEATS);
        List<RecordedTurn> turns = new ArrayList<>(task.recordedTurns());
        while (true) {
            if (!turns.isEmpty()) {
                RecordedTurn completed = executeToolCalls(task, turns.removeLast(), publisher, cancellation);
                turns.add(completed);
                if (completed.toolCalls().isEmpty()) {
                    return completed.text();
                }
            }
            cancellation.throwIfCancelled();
            limits.check(task.step(), turns);
            var request = new ChatRequest("", system, window.fit(toMessages(task.prompt(), turns)), task.tools());
            turns.add(turnSource.nextTurn(task, turns.size() + 1, request, publisher, cancellation));
        }
    }

    private RecordedTurn executeToolCalls(
            AgentTask task, RecordedTurn turn, RunEventPublisher publisher, CancellationToken cancellation) {
        var results = new ArrayList<>(turn.toolResults());
        for (RunEvent.ToolCalled call : turn.toolCalls()) {
            if (turn.findResult(call).isEmpty()) {
                cancellation.throwIfCancelled();
                RunEvent.ToolFinished finished = toolExecutor.execute(call, task.tools());
                publisher.publish(finished);
                results.add(finished);
            }
        }
        return new RecordedTurn(turn.thinking(), turn.text(), turn.toolCalls(), results);
    }

    private static List<ChatMessage> toMessages(String prompt, List<RecordedTurn> turns) {
        var messages = new ArrayList<ChatMessage>();
        messages.add(new ChatMessage.User(prompt));
        for (RecordedTurn turn : turns) {
            messages.add(turn.toMessage());
            for (RunEvent.ToolCalled call : turn.toolCalls()) {
                turn.findResult(call)
                        .ifPresent(a -> messages.add(new ChatMessage.Tool(
                                a.call(), a.tool(), a.result(), !a.outcome().equals("ok"))));
            }
        }
        return messages;
    }
}
