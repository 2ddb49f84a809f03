package dev.codeagent.agents;

import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.messaging.RunLog;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatRequest;
import dev.codeagent.providers.ChatResponse;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.ToolCallRequest;
import dev.codeagent.providers.TurnListener;
import dev.codeagent.tools.ToolSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns that the router takes from providers. */
public final class RoutedTurns implements ModelTurns {
    private final ProviderRouter router;
    private final List<ProviderConfiguration> own;
    private final Set<String> told = new HashSet<>();

    /** @param own the project's own providers */
    public RoutedTurns(ProviderRouter router, List<ProviderConfiguration> own) {
        this.router = router;
        this.own = List.copyOf(own);
    }

    @Override
    public PastTurn next(AgentTask task, int turn, ChatRequest request, RunLog log, CancellationToken cancel) {
        var stream = new Blocks(task.step() + "-t" + turn + "-a" + task.attempt(), task.step(), log);
        long start = System.nanoTime();
        ProviderRouter.RoutedResponse answer = router.stream(task.models(), own, request, stream, cancel);
        long millis = (System.nanoTime() - start) / 1_000_000;
        return store(task, turn, answer, stream, millis, log);
    }

    private static PastTurn store(
            AgentTask task, int turn, ProviderRouter.RoutedResponse answer, Blocks stream, long millis, RunLog log) {
        ChatResponse t = answer.response();
        var events = new ArrayList<RunEvent>();
        if (!t.thinking().isEmpty()) {
            events.add(new RunEvent.BlockFinished(task.step(), stream.id("thinking"), "thinking", t.thinking()));
        }
        if (!t.text().isEmpty()) {
            events.add(new RunEvent.BlockFinished(task.step(), stream.id("text"), "text", t.text()));
        }
        events.add(new RunEvent.TurnFinished(
                task.step(), turn, answer.provider().value(), answer.model(), t.finishReason(), t.usage(), millis));
        var calls = new ArrayList<RunEvent.ToolCalled>();
        for (ToolCallRequest r : t.toolCalls()) {
            String id = task.step() + "-t" + turn + "-c" + (calls.size() + 1);
            boolean mutating =
                    task.tools().stream().filter(s -> s.name().equals(r.name())).anyMatch(ToolSpec::mutating);
            calls.add(new RunEvent.ToolCalled(task.step(), id, r.name(), r.arguments(), mutating));
        }
        events.addAll(calls);
        log.add(events.toArray(RunEvent[]::new));
        return new PastTurn(t.thinking(), t.text(), calls, List.of());
    }

    /** Gives the pieces of a turn to the log, as blocks; a turn that begins anew has new blocks. */
    private final class Blocks implements TurnListener {
        private final String prefix;
        private final String step;
        private final RunLog log;
        private int tries = 1;

        Blocks(String prefix, String step, RunLog log) {
            this.prefix = prefix;
            this.step = step;
            this.log = log;
        }

        String id(String kind) {
            return prefix + (tries > 1 ? "-r" + tries : "") + "-" + kind;
        }

        @Override
        public void onDelta(String kind, String text) {
            log.delta(step, id(kind), kind, text);
        }

        @Override
        public void onRestart(String reason) {
            tries++;
        }

        @Override
        public void onNotice(String code, String text) {
            if (told.add(code + step + text) || code.equals("provider.retry")) {
                log.warn(code, text);
            }
        }
    }
}
