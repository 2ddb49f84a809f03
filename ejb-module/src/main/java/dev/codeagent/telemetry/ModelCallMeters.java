package dev.codeagent.telemetry;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.telemetry.ModelCallObserver;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Measures requests to models, and keeps the last times of each model for the dashboard. */
public final class ModelCallMeters implements ModelCallObserver {
    private static final String OPERATION = "chat";

    private final Meters meters;
    private final Map<ModelKey, ModelStatistics> statistics = new ConcurrentHashMap<>();

    public ModelCallMeters(Meters meters) {
        this.meters = meters;
    }

    Map<ModelKey, ModelStatistics> statistics() {
        return statistics;
    }

    @Override
    public Observation started(ProviderId provider, String model) {
        ModelKey key = meters.models.limit(ModelKey.of(provider.value(), model));
        return new Request(key, statistics.computeIfAbsent(key, k -> new ModelStatistics()), meters.instruments());
    }

    private record Request(ModelKey key, ModelStatistics statistics, Instruments instruments, long start)
            implements Observation {
        Request(ModelKey key, ModelStatistics statistics, Instruments instruments) {
            this(key, statistics, instruments, System.nanoTime());
        }

        @Override
        public void firstToken() {
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            statistics.firstTokens().add(time);
            instruments
                    .firstChunk
                    .labelValues(OPERATION, key.provider(), key.model())
                    .observe(Meters.seconds(time));
        }

        @Override
        public void ended(Optional<ErrorCode> error) {
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            statistics.count(error);
            if (error.isEmpty()) {
                statistics.times().add(time);
            }
            instruments
                    .operationDuration
                    .labelValues(
                            OPERATION,
                            key.provider(),
                            key.model(),
                            error.map(Enum::name).orElse(""))
                    .observe(Meters.seconds(time));
        }
    }
}
