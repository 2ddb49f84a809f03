package dev.codeagent.agents;

import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.tool.ToolSpec;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.CancellationToken;
import dev.codeagent.providers.ChatRequest;
import dev.codeagent.providers.ChatResponse;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.TurnListener;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns that the router takes from providers. */
public final class RoutedTurnSource implements TurnSource {
    private final ProviderRouter router;
    private final List<ProviderConfiguration> projectProviders;
    private final Set<String> reportedNotices = new HashSet<>();

    /** @param projectProviders the project's own providers */
    public RoutedTurnSource(ProviderRouter router, List<ProviderConfiguration> projectProviders) {
        this.router = router;
        this.projectProviders = List.copyOf(projectProviders);
    }

    @Override
    public RecordedTurn nextTurn(
            AgentTask task,
            int turn,
            ChatRequest request,
            RunEventPublisher publisher,
            CancellationToken cancellation) {
        var blocks = new BlockPublisher(task.step() + "-t" + turn + "-a" + task.attempt(), task.step(), publisher);
        long start = System.nanoTime();
        ProviderRouter.RoutedResponse routed =
                router.stream(task.models(), projectProviders, request, blocks, cancellation);
        long millis = (System.nanoTime() - start) / 1_000_000;
        return recordTurn(task, turn, routed, blocks, millis, publisher);
    }

    private static RecordedTurn recordTurn(
            AgentTask task,
            int turn,
            ProviderRouter.RoutedResponse routed,
            BlockPublisher blocks,
            long millis,
            RunEventPublisher publisher) {
        ChatResponse t = routed.response();
        var events = new ArrayList<RunEvent>();
        if (!t.thinking().isEmpty()) {
            events.add(new RunEvent.BlockFinished(task.step(), blocks.blockId("thinking"), "thinking", t.thinking()));
        }
        if (!t.text().isEmpty()) {
            events.add(new RunEvent.BlockFinished(task.step(), blocks.blockId("text"), "text", t.text()));
        }
        events.add(new RunEvent.TurnFinished(
                task.step(), turn, routed.provider().value(), routed.model(), t.finishReason(), t.usage(), millis));
        var calls = new ArrayList<RunEvent.ToolCalled>();
        for (ToolCallRequest r : t.toolCalls()) {
            String id = task.step() + "-t" + turn + "-c" + (calls.size() + 1);
            boolean mutating =
                    task.tools().stream().filter(s -> s.name().equals(r.name())).anyMatch(ToolSpec::mutating);
            calls.add(new RunEvent.ToolCalled(task.step(), id, r.name(), r.arguments(), mutating));
        }
        events.addAll(calls);
        publisher.publish(events.toArray(RunEvent[]::new));
        return new RecordedTurn(t.thinking(), t.text(), calls, List.of());
    }

    /** Gives the pieces of a turn to the log, as blocks; a turn that begins anew has new blocks. */
    private final class BlockPublisher implements TurnListener {
        private final String prefix;
        private final String step;
        private final RunEventPublisher publisher;
        private int attempts = 1;

        BlockPublisher(String prefix, String step, RunEventPublisher publisher) {
            this.prefix = prefix;
            this.step = step;
            this.publisher = publisher;
        }

        String blockId(String kind) {
            return prefix + (attempts > 1 ? "-r" + attempts : "") + "-" + kind;
        }

        @Override
        public void onDelta(String kind, String text) {
            publisher.publishDelta(step, blockId(kind), kind, text);
        }

        @Override
        public void onRestart(String reason) {
            attempts++;
        }

        @Override
        public void onNotice(String code, String text) {
            if (reportedNotices.add(code + step + text) || code.equals("provider.retry")) {
                publisher.warn(code, text);
            }
        }
    }
}
