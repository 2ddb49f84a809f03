package dev.codeagent.bench.faults;

import dev.codeagent.agents.AgentLoop;
import dev.codeagent.agents.AgentTask;
import dev.codeagent.agents.ToolCallExecutor;
import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.tool.ServerTools;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.context.ContextWindow;
import dev.codeagent.messaging.EventHub;
import dev.codeagent.messaging.RunEventPublisher;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.ModelSelector;
import dev.codeagent.providers.ProviderPresets;
import dev.codeagent.providers.ProviderRouter;
import dev.codeagent.providers.ProviderWires;
import dev.codeagent.providers.RetryPolicy;
import dev.codeagent.providers.accounting.TurnLedgers;
import dev.codeagent.providers.catalog.ModelCatalogFiles;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.probe.ModelProbes;
import dev.codeagent.sandbox.Sandbox;
import dev.codeagent.tools.ToolRegistry;
import jakarta.json.JsonObject;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An agent whose provider has a fault, with the router, the retries and the HTTP client of the server. */
final class FaultCell {
    static final Duration FIRST_BYTE = Duration.ofSeconds(2);
    static final Duration BETWEEN_BYTES = Duration.ofMillis(1_500);

    private final EventHub hub;
    private final ProviderHttpClient http;
    private final List<ProviderConfiguration> providers;
    private final Map<String, RecordedAttempts> attempts = new HashMap<>();
    private final List<RunEvent> events = new CopyOnWriteArrayList<>();

    /** @param providers in the order in which the agent requests them */
    FaultCell(EventHub hub, ProviderHttpClient http, List<ProviderConfiguration> providers) {
        this.hub = hub;
        this.http = http;
        this.providers = List.copyOf(providers);
        providers.forEach(p -> attempts.put(p.id().value(), new RecordedAttempts()));
    }

    /**
     * What the agent did.
     *
     * @param start of the run, as in {@link System#nanoTime}
     * @param attempts the requests, for each provider in the order of the cell
     */
    record Observation(
            long start,
            Optional<String> answer,
            Optional<AgentException> failure,
            List<List<RecordedAttempts.Attempt>> attempts,
            List<RunEvent> events) {
        long discardedBlocks() {
            return events.stream()
                    .filter(RunEvent.BlockDiscarded.class::isInstance)
                    .count();
        }
    }

    Observation run() {
        var run = new RunId("run-" + String.join("-", attempts.keySet()));
        hub.open(
                run,
                new RunEvent.Created(
                        "p-1",
                        "s",
                        "local",
                        "/plan",
                        List.of(),
                        "x",
                        List.of(AgentName.PLANNING),
                        "",
                        false,
                        false,
                        "",
                        Optional.empty(),
                        Optional.empty()));
        long start = System.nanoTime();
        Optional<String> answer = Optional.empty();
        Optional<AgentException> failure = Optional.empty();
        try {
            answer = Optional.of(
                    loop().run(task(), new RunEventPublisher(hub, run, events::add), new CancellationToken()));
        } catch (AgentException e) {
            failure = Optional.of(e);
        }
        var all = new ArrayList<List<RecordedAttempts.Attempt>>();
        providers.forEach(p -> all.add(attemptsOf(p).list()));
        return new Observation(start, answer, failure, all, events);
    }

    private AgentLoop loop() {
        var router = new ProviderRouter(
                registry(),
                RetryPolicy.standard(),
                new ModelSelector(ModelCatalogFiles::shipped, ModelProbes.withDefaults()),
                Optional.empty());
        var tools = new ToolCallExecutor(FaultCell::sandbox, ServerTools.NONE, call -> Optional.empty());
        return new AgentLoop(router, List.of(), tools, new ContextWindow(1_000_000), TurnLedgers.NONE);
    }

    private RecordedAttempts attemptsOf(ProviderConfiguration provider) {
        return Objects.requireNonNull(attempts.get(provider.id().value()));
    }

    private ConfiguredProviders registry() {
        var factories = new HashMap<String, ConfiguredProviders.ProviderFactory>();
        ProviderWires.factories(http)
                .forEach((wire, factory) -> factories.put(
                        wire,
                        (configuration, key) -> attemptsOf(configuration).observe(factory.create(configuration, key))));
        return new ConfiguredProviders(
                new ProviderPresets(List.of()), providers, new NoStore(), new KeyOfId(), Map.of(), factories);
    }

    private AgentTask task() {
        List<ModelRef> models = providers.stream()
                .map(p -> new ModelRef(p.id(), p.defaultModel()))
                .toList();
        return new AgentTask(
                "planning",
                new AgentConfiguration(AgentName.PLANNING, models, 20, ""),
                "Request: x",
                models,
                new ToolRegistry().forAgent(AgentName.PLANNING),
                1,
                List.of(),
                false);
    }

    /** A sandbox in which each call succeeds. */
    private static Sandbox sandbox() {
        return (Sandbox) Proxy.newProxyInstance(
                FaultCell.class.getClassLoader(), new Class<?>[] {Sandbox.class}, (proxy, method, args) -> {
                    if (method.getName().equals("call")) {
                        return new ToolResult(ToolResult.Outcome.OK, "hello", JsonObject.EMPTY_JSON_OBJECT);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    /** All providers are in the configuration. */
    private static final class NoStore implements ProviderStore {
        @Override
        public List<ProviderConfiguration> list() {
            return List.of();
        }

        @Override
        public Optional<ProviderConfiguration> find(ProviderId id) {
            return Optional.empty();
        }

        @Override
        public void put(ProviderConfiguration configuration) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean remove(ProviderId id) {
            return false;
        }
    }

    /** The key of a provider contains its id, and selects the faults of the scripted model server. */
    private static final class KeyOfId implements CredentialStore {
        @Override
        public void put(ProviderId provider, Secret key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Secret> find(ProviderId provider) {
            return Optional.of(new Secret(FaultServers.key(provider.value())));
        }

        @Override
        public boolean contains(ProviderId provider) {
            return true;
        }

        @Override
        public boolean remove(ProviderId provider) {
            return false;
        }
    }
}
