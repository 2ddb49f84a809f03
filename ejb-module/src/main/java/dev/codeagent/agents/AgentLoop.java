package dev.codeagent.agents;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.McpTool;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.tool.ToolSpec;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.ProviderRouter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Runs one agent: requests a turn from the model, executes the tool calls of the turn, and repeats until a turn has none. It
 * is the one place that journals turns and tool results.
 */
public final class AgentLoop {
    private static final int MAX_REPEATS = 4;

    private final ProviderRouter router;
    private final List<ProviderConfiguration> providers;
    private final ToolCallExecutor tools;
    private final ContextWindow window;
    private final Set<String> reportedNotices = new HashSet<>();

    /** @param providers the project's own providers; the router falls back to those of the server */
    public AgentLoop(
            ProviderRouter router,
            List<ProviderConfiguration> providers,
            ToolCallExecutor tools,
            ContextWindow window) {
        this.router = router;
        this.providers = List.copyOf(providers);
        this.tools = tools;
        this.window = window;
    }

    /**
     * Returns the text of the first turn without tool calls; continues after the turns that the task already has.
     *
     * @throws dev.codeagent.api.error.AgentException STEP_LIMIT, AGENT_STUCK, CANCELLED, APPROVAL_NEEDED, or what the
     *     providers and the sandbox throw
     */
    public String run(AgentTask task, RunEventPublisher publisher, CancellationToken cancellation) {
        var profile = AgentProfile.load(task.configuration().agent());
        String system = tools.reviewPrompt(
                task.step(), profile.systemPrompt(task.configuration().instructions()));
        String prompt = tools.reviewPrompt(task.step(), task.prompt());
        var limits = new LoopLimits(task.configuration().maxTurns(), MAX_REPEATS);
        List<RecordedTurn> turns = new ArrayList<>(task.recordedTurns());
        while (true) {
            if (!turns.isEmpty()) {
                RecordedTurn executed = executeToolCalls(task, turns.removeLast(), publisher, cancellation);
                turns.add(executed);
                if (executed.toolCalls().isEmpty()) {
                    return executed.text();
                }
            }
            cancellation.throwIfCancelled();
            limits.check(task.step(), turns);
            var request = McpMessage.of(
                    new SystemInstructions(system),
                    SegmentedContext.task(window.fit(messages(prompt, turns))),
                    task.tools().stream().map(McpTool::of).toList());
            turns.add(requestTurn(task, turns, request, publisher, cancellation));
        }
    }

    /** Executes the calls of the turn that have no result yet. */
    private RecordedTurn executeToolCalls(
            AgentTask task, RecordedTurn turn, RunEventPublisher publisher, CancellationToken cancellation) {
        var results = new ArrayList<>(turn.toolResults());
        for (RunEvent.ToolCalled call : turn.toolCalls()) {
            if (turn.findResult(call).isEmpty()) {
                cancellation.throwIfCancelled();
                RunEvent.ToolFinished result = tools.execute(call, task.tools());
                publisher.publish(result);
                results.add(result);
            }
        }
        return new RecordedTurn(turn.thinking(), turn.text(), turn.toolCalls(), results, turn.replay());
    }

    private static List<ChatMessage> messages(String prompt, List<RecordedTurn> turns) {
        var messages = new ArrayList<ChatMessage>();
        messages.add(new ChatMessage.User(prompt));
        for (RecordedTurn turn : turns) {
            messages.add(turn.toMessage());
            for (RunEvent.ToolCalled call : turn.toolCalls()) {
                turn.findResult(call)
                        .ifPresent(a -> messages.add(new ChatMessage.Tool(
                                RecordedTurn.requestId(call),
                                a.tool(),
                                a.result(),
                                a.outcome() != RunEvent.ToolFinished.Outcome.OK)));
            }
        }
        return messages;
    }

    /** Streams a turn; its blocks, its usage and its tool calls are stored in one commit. */
    private RecordedTurn requestTurn(
            AgentTask task,
            List<RecordedTurn> earlier,
            McpMessage request,
            RunEventPublisher publisher,
            CancellationToken cancellation) {
        int number = earlier.size() + 1;
        var blocks = new BlockPublisher(task.step() + "-t" + number + "-a" + task.attempt(), task.step(), publisher);
        long start = System.nanoTime();
        var preferences = new ProviderRouter.Preferences(
                task.models(),
                task.configuration().allowedProviders(),
                task.configuration().parameters(),
                providers);
        ProviderRouter.RoutedResponse routed = router.stream(preferences, request, blocks, cancellation);
        long millis = (System.nanoTime() - start) / 1_000_000;
        McpResponse response = routed.response();
        var events = new ArrayList<RunEvent>();
        if (!response.thinking().isEmpty()) {
            events.add(new RunEvent.BlockFinished(
                    task.step(), blocks.blockId("thinking"), "thinking", response.thinking()));
        }
        if (!response.text().isEmpty()) {
            events.add(new RunEvent.BlockFinished(task.step(), blocks.blockId("text"), "text", response.text()));
        }
        events.add(new RunEvent.TurnFinished(
                task.step(),
                number,
                routed.provider().value(),
                routed.model(),
                response.stopReason().name().toLowerCase(Locale.ROOT),
                response.usage(),
                millis,
                response.replay()));
        List<RunEvent.ToolCalled> calls = toolCalls(task, earlier, response);
        events.addAll(calls);
        publisher.publish(events.toArray(RunEvent[]::new));
        return new RecordedTurn(response.thinking(), response.text(), calls, List.of(), response.replay());
    }

    /** Each call gets an id of ours. The provider's id is kept if no earlier call has it, because some servers repeat ids. */
    private static List<RunEvent.ToolCalled> toolCalls(
            AgentTask task, List<RecordedTurn> earlier, McpResponse response) {
        Set<String> usedIds = earlier.stream()
                .flatMap(t -> t.toolCalls().stream())
                .map(RunEvent.ToolCalled::requestId)
                .collect(Collectors.toSet());
        var calls = new ArrayList<RunEvent.ToolCalled>();
        for (ToolCallRequest requested : response.toolCalls()) {
            String id = task.step() + "-t" + (earlier.size() + 1) + "-c" + (calls.size() + 1);
            boolean mutating = task.tools().stream()
                    .filter(s -> s.name().equals(requested.name()))
                    .anyMatch(ToolSpec::mutating);
            calls.add(new RunEvent.ToolCalled(
                    task.step(),
                    id,
                    requested.name(),
                    requested.arguments(),
                    mutating,
                    usedIds.contains(requested.id()) ? "" : requested.id()));
        }
        return calls;
    }

    /** Publishes the deltas of a turn as blocks; a turn that is requested again gets new blocks. */
    private final class BlockPublisher implements TurnListener {
        private final String prefix;
        private final String step;
        private final RunEventPublisher publisher;
        private final Set<String> startedKinds = ConcurrentHashMap.newKeySet();
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
            startedKinds.add(kind);
            publisher.publishDelta(step, blockId(kind), kind, text);
        }

        @Override
        public void onRestart(String reason) {
            for (String kind : startedKinds) {
                publisher.publish(new RunEvent.BlockDiscarded(step, blockId(kind), reason));
            }
            startedKinds.clear();
            attempts++;
        }

        /** The same notice is published once for each step, except for retries. */
        @Override
        public void onNotice(String code, String text) {
            if (reportedNotices.add(code + step + text) || code.equals("provider.retry")) {
                publisher.warn(code, text);
            }
        }
    }
}
