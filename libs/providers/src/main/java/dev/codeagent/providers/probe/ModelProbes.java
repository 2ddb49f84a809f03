package dev.codeagent.providers.probe;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.ModelAssessment;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The results of probes, by provider, model and address; each is valid for a limited time. */
public final class ModelProbes {
    private static final int MAX_RESULTS = 1_000;
    /** A server that cannot describe its model is asked again soon, because its window is needed. */
    private static final Duration UNKNOWN_VALIDITY = Duration.ofMinutes(1);

    private final ModelProbe probe;
    private final Duration validity;
    private final Clock clock;
    private final ConcurrentHashMap<Key, Result> results = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Key, Description> descriptions = new ConcurrentHashMap<>();

    public ModelProbes(ModelProbe probe, Duration validity, Clock clock) {
        this.probe = probe;
        this.validity = validity;
        this.clock = clock;
    }

    /** Results that are valid for an hour, of completions that take at most 30 seconds. */
    public static ModelProbes withDefaults() {
        return new ModelProbes(new ModelProbe(Duration.ofSeconds(30)), Duration.ofHours(1), Clock.systemUTC());
    }

    private record Key(String provider, URI address, String model) {
        static Key of(ProviderConfiguration configuration, String model) {
            return new Key(configuration.id().value(), configuration.baseUrl(), model);
        }
    }

    private record Description(ModelTraits traits, Instant end) {}

    private record Result(ModelAssessment assessment, Instant time) {}

    /** The result of the latest probe, if it is still valid; makes no request. */
    public Optional<ModelAssessment> find(ProviderConfiguration configuration, String model) {
        Result result = results.get(Key.of(configuration, model));
        return Optional.ofNullable(result)
                .filter(r -> r.time().plus(validity).isAfter(clock.instant()))
                .map(Result::assessment);
    }

    /**
     * What is known about a model: what a probe found, then what its model server says, then what was known before. A
     * server that installs models itself is asked once in a while; others list nothing that a catalogue does not have.
     *
     * @throws AgentException PROVIDER_TIMEOUT if the server is silent for the time in which an answer must begin
     */
    public ModelTraits traits(
            ProviderConfiguration configuration, LlmProvider provider, String model, ModelTraits known) {
        ModelTraits described = provider.capabilities().modelInstallation()
                ? describe(configuration, provider, model).over(known)
                : known;
        return find(configuration, model)
                .map(assessment -> assessment.applyTo(described))
                .orElse(described);
    }

    private ModelTraits describe(ProviderConfiguration configuration, LlmProvider provider, String model) {
        Key key = Key.of(configuration, model);
        Description before = descriptions.get(key);
        Instant now = clock.instant();
        if (before != null && before.end().isAfter(now)) {
            return before.traits();
        }
        Description description;
        try {
            description = new Description(provider.describeModel(model), now.plus(validity));
        } catch (AgentException e) {
            if (!now.plus(configuration.firstByte()).isAfter(clock.instant())) {
                throw e; // The request itself would wait as long again.
            }
            // The request itself will tell what is wrong.
            description = new Description(ModelTraits.UNKNOWN, now.plus(UNKNOWN_VALIDITY));
        }
        if (descriptions.size() >= MAX_RESULTS) {
            descriptions.clear();
        }
        descriptions.put(key, description);
        return description.traits();
    }

    /** Probes the model again. */
    public ModelAssessment probe(
            ProviderConfiguration configuration,
            LlmProvider provider,
            String model,
            ModelTraits known,
            CancellationToken cancellation) {
        ModelAssessment assessment = probe.probe(provider, model, known, cancellation);
        if (results.size() >= MAX_RESULTS) {
            results.clear();
        }
        results.put(Key.of(configuration, model), new Result(assessment, clock.instant()));
        return assessment;
    }
}
