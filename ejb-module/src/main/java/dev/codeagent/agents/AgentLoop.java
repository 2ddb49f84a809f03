package dev.codeagent.agents;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.chat.ToolCallRequest;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.tool.ToolSpec;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.ModelPreferences;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.accounting.CallLedger;
import dev.codeagent.providers.accounting.TurnLedgers;
import dev.codeagent.providers.toolcalls.ToolArguments;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Runs one agent: requests a turn from the model, executes the tool calls of the turn, and repeats until a turn has none. It
 * is the one place that journals turns and tool results.
 */
public final class AgentLoop {
    private static final int MAX_REPEATS = 4;
    private static final String CUT_CALL =
            "your answer reached the limit of tokens, so this call was cut and not executed; send it again with less text, "
                    + "for example as several smaller edits";

    private final ProviderRouter router;
    private final List<ProviderConfiguration> providers;
    private final ToolCallExecutor tools;
    private final ContextWindow window;
    private final TurnLedgers ledgers;
    private final Set<String> reportedNotices = new HashSet<>();

    /**
     * @param providers the project's own providers; the router falls back to those of the server
     * @param ledgers the account of the run's model calls
     */
    public AgentLoop(
            ProviderRouter router,
            List<ProviderConfiguration> providers,
            ToolCallExecutor tools,
            ContextWindow window,
            TurnLedgers ledgers) {
        this.router = router;
        this.providers = List.copyOf(providers);
        this.tools = tools;
        this.window = window;
        this.ledgers = ledgers;
    }

    /**
     * Returns the text of the first turn without tool calls; continues after the turns that the task already has.
     *
     * @throws dev.codeagent.api.error.AgentException STEP_LIMIT, AGENT_STUCK, CANCELLED, APPROVAL_NEEDED,
     *     BUDGET_REACHED, or what the providers and the sandbox throw
     */
    public String run(AgentTask task, RunEventPublisher publisher, CancellationToken cancellation) {
        var requests = new StepRequests(task, tools, window);
        var limits = new LoopLimits(task.configuration().maxTurns(), MAX_REPEATS);
        List<RecordedTurn> turns = new ArrayList<>(task.recordedTurns());
        while (true) {
            if (!turns.isEmpty()) {
                turns.add(executeToolCalls(task, turns.removeLast(), publisher, cancellation));
            }
            Conversation conversation = requests.conversation(turns);
            Optional<String> answer = conversation.answer();
            if (answer.isPresent()) {
                return answer.get();
            }
            cancellation.throwIfCancelled();
            limits.check(task.step(), turns);
            var blocks = new BlockPublisher(task, turns.size() + 1, publisher);
            if (conversation.ignoresTools()) {
                router.ignoredTools(preferences(task), blocks);
            }
            turns.add(requestTurn(task, turns, requests, blocks, cancellation));
        }
    }

    /** Executes the calls of the turn that have no result yet. */
    private RecordedTurn executeToolCalls(
            AgentTask task, RecordedTurn turn, RunEventPublisher publisher, CancellationToken cancellation) {
        var results = new ArrayList<>(turn.toolResults());
        for (RunEvent.ToolCalled call : turn.toolCalls()) {
            if (turn.findResult(call).isEmpty()) {
                cancellation.throwIfCancelled();
                RunEvent.ToolFinished result =
                        turn.isCut(call) ? ToolCallExecutor.reject(call, CUT_CALL) : tools.execute(call, task.tools());
                publisher.publish(result);
                results.add(result);
            }
        }
        return turn.withResults(results);
    }

    /** Streams a turn; its blocks, its usage and its tool calls are stored in one commit. */
    private RecordedTurn requestTurn(
            AgentTask task,
            List<RecordedTurn> earlier,
            StepRequests requests,
            BlockPublisher blocks,
            CancellationToken cancellation) {
        CallLedger ledger =
                ledgers.forTurn(task.step(), task.configuration().agent().wireName(), blocks.prefix);
        long start = System.nanoTime();
        ProviderRouter.RoutedResponse routed = stream(task, earlier, requests, ledger, blocks, cancellation);
        long millis = (System.nanoTime() - start) / 1_000_000;
        McpResponse response = routed.response();
        String stop = response.stopReason().name().toLowerCase(Locale.ROOT);
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
                earlier.size() + 1,
                routed.provider().value(),
                routed.model(),
                stop,
                response.usage(),
                millis,
                response.replay()));
        List<RunEvent.ToolCalled> calls = toolCalls(task, earlier, response);
        events.addAll(calls);
        blocks.publisher.publish(events.toArray(RunEvent[]::new));
        return new RecordedTurn(response.thinking(), response.text(), calls, List.of(), response.replay(), stop);
    }

    /** If the conversation is longer than the window of the model, the turn is requested once more without old results. */
    private ProviderRouter.RoutedResponse stream(
            AgentTask task,
            List<RecordedTurn> earlier,
            StepRequests requests,
            CallLedger ledger,
            BlockPublisher blocks,
            CancellationToken cancellation) {
        try {
            return router.stream(preferences(task), requests.create(earlier), ledger, blocks, cancellation);
        } catch (AgentException e) {
            if (e.code() != ErrorCode.CONTEXT_LENGTH_EXCEEDED) {
                throw e;
            }
            blocks.onRestart(e.getMessage());
            blocks.onNotice(
                    "context.reduced",
                    "the conversation is longer than the context window of the model; the oldest tool results are left out: "
                            + e.getMessage());
            return router.stream(preferences(task), requests.createReduced(earlier), ledger, blocks, cancellation);
        }
    }

    /**
     * Checks that an agent has a model, before anything that takes time.
     *
     * @throws AgentException NO_PROVIDER or UNKNOWN_PROVIDER
     */
    public void requireModel(AgentConfiguration configuration, List<ModelRef> models) {
        router.requireCandidate(preferences(configuration, models));
    }

    private ModelPreferences preferences(AgentTask task) {
        return preferences(task.configuration(), task.models());
    }

    private ModelPreferences preferences(AgentConfiguration configuration, List<ModelRef> models) {
        return new ModelPreferences(models, configuration.allowedProviders(), configuration.parameters(), providers);
    }

    /** Each call gets an id of ours. The provider's id is kept if no earlier call has it, because some servers repeat ids. */
    private static List<RunEvent.ToolCalled> toolCalls(
            AgentTask task, List<RecordedTurn> earlier, McpResponse response) {
        Set<String> usedIds = earlier.stream()
                .flatMap(t -> t.toolCalls().stream())
                .map(RunEvent.ToolCalled::requestId)
                .collect(Collectors.toSet());
        boolean isCut = response.stopReason() == McpResponse.StopReason.LENGTH;
        var calls = new ArrayList<RunEvent.ToolCalled>();
        for (ToolCallRequest requested : response.toolCalls()) {
            String id = task.step() + "-t" + (earlier.size() + 1) + "-c" + (calls.size() + 1);
            ToolArguments arguments = ToolArguments.read(requested.arguments());
            boolean mutating = task.tools().stream()
                    .filter(s -> s.name().equals(requested.name()))
                    .anyMatch(ToolSpec::mutating);
            calls.add(new RunEvent.ToolCalled(
                    task.step(),
                    id,
                    requested.name(),
                    arguments.repaired() && !isCut ? arguments.json() : requested.arguments(),
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

        BlockPublisher(AgentTask task, int turn, RunEventPublisher publisher) {
            this.prefix = task.step() + "-t" + turn + "-a" + task.attempt();
            this.step = task.step();
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
