package dev.codeagent.providers;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.McpResponse;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ModelAssessment;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderService.ProviderTestResult;
import dev.codeagent.api.provider.SegmentedContext;
import dev.codeagent.api.provider.SystemInstructions;
import dev.codeagent.api.provider.TurnListener;
import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.api.wire.DurationFormat;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tests a provider as a run would use it: asks for its models, then for one answer of a few tokens. Only an answer shows
 * that address, key and model are right: some servers list models for everyone, and some have no list.
 */
public final class ProviderTester {
    private static final Duration MAX_WAIT = Duration.ofMinutes(2);
    private static final int MAX_ANSWER_LENGTH = 80;
    private static final int MAX_NAMES = 3;

    private static final int MAX_OUTPUT_TOKENS = 32;
    private static final String PROMPT = "Reply with the word OK.";

    private final ConfiguredProviders providers;
    private final ModelSelector models;

    public ProviderTester(ConfiguredProviders providers, ModelSelector models) {
        this.providers = providers;
        this.models = models;
    }

    /** The result of a test; never throws because of the provider. */
    ProviderTestResult test(ProviderConfiguration configuration, Optional<Secret> key) {
        long start = System.nanoTime();
        try {
            return run(configuration, key, start);
        } catch (AgentException e) {
            return failure(e, List.of(), start);
        }
    }

    private ProviderTestResult run(ProviderConfiguration configuration, Optional<Secret> key, long start) {
        LlmProvider provider = providers.connect(withShortTimeouts(configuration), key);
        ModelList list = listModels(provider);
        List<String> usable = models.withText(configuration.id().value(), list.models());
        Optional<String> model = models.select(configuration, usable);
        if (model.isEmpty()) {
            return failure(list.failure().orElseGet(() -> noModel(configuration)), usable, start);
        }
        try {
            long asked = System.nanoTime();
            McpResponse response = ask(provider, model.get());
            String answer = response.text().isBlank() ? response.thinking() : response.text();
            var answered = new Answer(model.get(), answer, System.nanoTime() - asked);
            return success(configuration, usable, answered, probe(configuration, provider, model.get()), start);
        } catch (AgentException e) {
            return failure(explain(configuration, model.get(), list, e), usable, start);
        }
    }

    /** How well agents can work with a model of a local server, which nobody else knows; empty for other providers. */
    private Optional<ModelAssessment> probe(ProviderConfiguration configuration, LlmProvider provider, String model) {
        return provider.capabilities().modelInstallation()
                ? Optional.of(models.probes()
                        .probe(
                                configuration,
                                provider,
                                model,
                                models.traits(configuration, provider, model),
                                new CancellationToken()))
                : Optional.empty();
    }

    private record Answer(String model, String text, long nanos) {}

    private record ModelList(List<Model> models, Optional<AgentException> failure) {
        List<String> ids() {
            return models.stream().map(Model::id).toList();
        }
    }

    /** A server may have no list, or not for this key, and answer nevertheless; one that cannot be reached does not. */
    private static ModelList listModels(LlmProvider provider) {
        try {
            return new ModelList(provider.installedModels(), Optional.empty());
        } catch (AgentException e) {
            boolean isAbsent = e.code() == ErrorCode.PROVIDER_UNREACHABLE
                    || e.code() == ErrorCode.PROVIDER_TIMEOUT
                    || e.code() == ErrorCode.CANCELLED;
            if (isAbsent) {
                throw e;
            }
            return new ModelList(List.of(), Optional.of(e));
        }
    }

    private McpResponse ask(LlmProvider provider, String model) {
        ModelTraits traits = models.traits(provider.name(), model);
        GenerationParameters few = GenerationParameters.DEFAULT.withMaxOutputTokens(MAX_OUTPUT_TOKENS);
        var parameters = new GenerationParameters(
                few.maxOutputTokens(),
                few.temperature(),
                traits.efforts().stream().findFirst(),
                few.responseSchema());
        return provider.sendMessage(
                McpMessage.of(
                        new SystemInstructions(""),
                        SegmentedContext.task(List.of(new ChatMessage.User(PROMPT))),
                        List.of()),
                new ProviderContext(model, traits, parameters, true, new NoListener(), new CancellationToken()));
    }

    /** The answer is complete when it is shown. */
    private static final class NoListener implements TurnListener {
        @Override
        public void onDelta(String kind, String text) {}

        @Override
        public void onRestart(String reason) {}

        @Override
        public void onNotice(String code, String text) {}
    }

    private AgentException explain(
            ProviderConfiguration configuration, String model, ModelList list, AgentException failure) {
        boolean mayBeTheModel = failure.code() == ErrorCode.UNKNOWN_MODEL
                || failure.code() == ErrorCode.PROVIDER_REJECTED
                        && !list.models().isEmpty()
                        && !list.ids().contains(model);
        return mayBeTheModel ? unknownModel(configuration, model, list.ids(), failure) : failure;
    }

    private AgentException unknownModel(
            ProviderConfiguration configuration, String model, List<String> offered, AgentException failure) {
        List<String> nearest = models.nearest(configuration.id().value(), model, offered);
        String suggestion =
                nearest.isEmpty() ? "it has " + shorten(offered) : "did you mean " + String.join(", ", nearest) + "?";
        return new AgentException(
                ErrorCode.UNKNOWN_MODEL,
                "provider '" + configuration.id() + "' has no model '" + model + "'; " + suggestion
                        + " `codeagent models list " + configuration.id() + "` shows all",
                failure);
    }

    private static String shorten(List<String> models) {
        return String.join(", ", models.stream().limit(MAX_NAMES).toList())
                + (models.size() > MAX_NAMES ? " and " + (models.size() - MAX_NAMES) + " more;" : ";");
    }

    private static AgentException noModel(ProviderConfiguration configuration) {
        return new AgentException(
                ErrorCode.NO_PROVIDER,
                "provider '" + configuration.id() + "' answers, but has no model; pull or load one, or name it:"
                        + " `codeagent providers add " + configuration.id() + " --model MODEL`");
    }

    private static ProviderTestResult success(
            ProviderConfiguration configuration,
            List<String> usable,
            Answer answer,
            Optional<ModelAssessment> probed,
            long start) {
        Duration taken = Duration.ofNanos(answer.nanos());
        String text = UnicodeText.prefix(answer.text().strip(), MAX_ANSWER_LENGTH);
        String message = "provider '" + configuration.id() + "' answers: model " + answer.model() + " said "
                + (text.isEmpty() ? "nothing visible" : "\"" + text + "\"") + " after "
                + DurationFormat.format(Duration.ofMillis(taken.toMillis()))
                + (usable.isEmpty() ? "" : "; " + usable.size() + (usable.size() == 1 ? " model" : " models"))
                + probed.map(found -> "; for agents it is " + found.summary()).orElse("");
        return new ProviderTestResult(true, message, usable, millisSince(start), "", answer.model(), text);
    }

    private static ProviderTestResult failure(AgentException failure, List<String> usable, long start) {
        return new ProviderTestResult(
                false,
                failure.getMessage(),
                usable,
                millisSince(start),
                failure.code().name(),
                "",
                "");
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static ProviderConfiguration withShortTimeouts(ProviderConfiguration configuration) {
        return new ProviderConfiguration(
                configuration.id(),
                configuration.wire(),
                configuration.baseUrl(),
                configuration.defaultModel(),
                configuration.prices(),
                shorter(configuration.firstByte()),
                shorter(configuration.betweenBytes()));
    }

    private static Duration shorter(Duration timeout) {
        return timeout.compareTo(MAX_WAIT) < 0 ? timeout : MAX_WAIT;
    }
}
