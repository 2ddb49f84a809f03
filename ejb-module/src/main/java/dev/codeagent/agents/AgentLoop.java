package dev.codeagent.agents;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.RunLog;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatMessage;
import dev.codeagent.providers.ChatRequest;
import java.util.ArrayList;
import java.util.List;

/** An agent at work: ask the model, run the tools that it asks for, ask again, until it answers without asking. */
public final class AgentLoop {
    private static final int MAX_REPEATS = 4;

    private final ModelTurns models;
    private final ToolDesk tools;
    private final ContextWindow window;

    public AgentLoop(ModelTurns models, ToolDesk tools, ContextWindow window) {
        this.models = models;
        this.tools = tools;
        this.window = window;
    }

    /** Works until the model answers without a tool call, and gives that answer; goes on behind the turns already done. */
    public String run(AgentTask task, RunLog log, CancellationToken cancel) {
        var profile = AgentProfile.load(task.configuration().agent());
        String system = profile.systemPrompt(task.configuration().instructions());
        var budget = new LoopBudget(task.configuration().maxTurns(), MAX_REPEATS);
        List<PastTurn> turns = new ArrayList<>(task.done());
        while (true) {
            if (!turns.isEmpty()) {
                PastTurn answered = answer(task, turns.removeLast(), log, cancel);
                turns.add(answered);
                if (answered.calls().isEmpty()) {
                    return answered.text();
                }
            }
            cancel.throwIfCancelled();
            budget.check(task.step(), turns);
            var request = new ChatRequest("", system, window.fit(messages(task.opening(), turns)), task.tools());
            turns.add(models.next(task, turns.size() + 1, request, log, cancel));
        }
    }

    private PastTurn answer(AgentTask task, PastTurn turn, RunLog log, CancellationToken cancel) {
        var answers = new ArrayList<>(turn.answers());
        for (RunEvent.ToolCalled call : turn.calls()) {
            if (turn.answerTo(call).isEmpty()) {
                cancel.throwIfCancelled();
                RunEvent.ToolFinished finished = tools.run(call, task.tools());
                log.add(finished);
                answers.add(finished);
            }
        }
        return new PastTurn(turn.thinking(), turn.text(), turn.calls(), answers);
    }

    private static List<ChatMessage> messages(String opening, List<PastTurn> turns) {
        var messages = new ArrayList<ChatMessage>();
        messages.add(new ChatMessage.User(opening));
        for (PastTurn turn : turns) {
            messages.add(turn.message());
            for (RunEvent.ToolCalled call : turn.calls()) {
                turn.answerTo(call)
                        .ifPresent(a -> messages.add(new ChatMessage.Tool(
                                a.call(), a.tool(), a.result(), !a.outcome().equals("ok"))));
            }
        }
        return messages;
    }
}
