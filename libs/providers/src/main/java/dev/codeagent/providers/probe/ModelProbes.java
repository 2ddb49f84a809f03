package dev.codeagent.providers.probe;

import dev.codeagent.api.concurrent.CancellationToken;
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

    private final ModelProbe probe;
    private final Duration validity;
    private final Clock clock;
    private final ConcurrentHashMap<Key, Result> results = new ConcurrentHashMap<>();

    public ModelProbes(ModelProbe probe, Duration validity, Clock clock) {
        this.probe = probe;
        this.validity = validity;
        this.clock = clock;
    }

    private record Key(String provider, URI address, String model) {
        static Key of(ProviderConfiguration configuration, String model) {
            return new Key(configuration.id().value(), configuration.baseUrl(), model);
        }
    }

    private record Result(ModelAssessment assessment, Instant time) {}

    /** The result of the latest probe, if it is still valid; makes no request. */
    public Optional<ModelAssessment> find(ProviderConfiguration configuration, String model) {
        Result result = results.get(Key.of(configuration, model));
        return Optional.ofNullable(result)
                .filter(r -> r.time().plus(validity).isAfter(clock.instant()))
                .map(Result::assessment);
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
