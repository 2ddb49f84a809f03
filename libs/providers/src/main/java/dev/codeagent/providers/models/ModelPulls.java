package dev.codeagent.providers.models;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.ModelPull;
import dev.codeagent.api.provider.ProviderId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/** The downloads of models since the start of the server. One model is downloaded once at a time. */
public final class ModelPulls {
    private static final int MAX_FINISHED = 50;
    private static final int MAX_RUNNING = 8;
    private static final int MAX_STATUS_LENGTH = 200;
    private static final Duration RATE_WINDOW = Duration.ofSeconds(10);

    private final Executor executor;
    private final Clock clock;
    private final Deque<Pull> pulls = new ArrayDeque<>();
    private int started;

    public ModelPulls(Executor executor, Clock clock) {
        this.executor = executor;
        this.clock = clock;
    }

    /** Starts a download, or returns the one of the same model that is in progress. */
    synchronized ModelPull start(ProviderId provider, String model, LlmProvider connection) {
        for (Pull pull : pulls) {
            ModelPull now = pull.toModelPull();
            if (now.state() == ModelPull.State.RUNNING
                    && now.provider().equals(provider)
                    && now.model().equals(model)) {
                return now;
            }
        }
        long running = pulls.stream()
                .filter(p -> p.toModelPull().state() == ModelPull.State.RUNNING)
                .count();
        if (running >= MAX_RUNNING) {
            throw new AgentException(ErrorCode.TOO_BUSY, MAX_RUNNING + " models are being downloaded; wait for one");
        }
        var pull = new Pull("pull-" + ++started, provider, model);
        pulls.addFirst(pull);
        removeOldest();
        executor.execute(() -> pull.run(connection));
        return pull.toModelPull();
    }

    private void removeOldest() {
        while (pulls.size() > MAX_FINISHED && pulls.getLast().toModelPull().state() != ModelPull.State.RUNNING) {
            pulls.removeLast();
        }
    }

    synchronized List<ModelPull> list(ProviderId provider) {
        return pulls.stream()
                .map(Pull::toModelPull)
                .filter(pull -> pull.provider().equals(provider))
                .toList();
    }

    ModelPull get(ProviderId provider, String id) {
        return find(provider, id).toModelPull();
    }

    /** Ends the download; the provider's server keeps what it has loaded, and a new one continues there. */
    ModelPull cancel(ProviderId provider, String id) {
        Pull pull = find(provider, id);
        pull.cancel();
        return pull.toModelPull();
    }

    private synchronized Pull find(ProviderId provider, String id) {
        return pulls.stream()
                .filter(pull -> pull.id.equals(id) && pull.provider.equals(provider))
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        ErrorCode.NOT_FOUND, "provider '" + provider + "' has no download '" + id + "'"));
    }

    private record Sample(Instant at, long bytes) {}

    /** One download and its progress. */
    private final class Pull {
        private final String id;
        private final ProviderId provider;
        private final String model;
        private final CancellationToken cancellation = new CancellationToken();
        private final Deque<Sample> samples = new ArrayDeque<>();
        private ModelPull.State state = ModelPull.State.RUNNING;
        private InstallProgress progress = new InstallProgress("requested", 0, 0);
        private String code = "";
        private String message = "";

        Pull(String id, ProviderId provider, String model) {
            this.id = id;
            this.provider = provider;
            this.model = model;
        }

        void run(LlmProvider connection) {
            try {
                connection.installModel(model, this::update, cancellation);
                end(ModelPull.State.COMPLETED, "", "");
            } catch (AgentException e) {
                boolean cancelled = e.code() == ErrorCode.CANCELLED;
                end(
                        cancelled ? ModelPull.State.CANCELLED : ModelPull.State.FAILED,
                        cancelled ? "" : e.code().name(),
                        cancelled ? "" : e.getMessage());
            } catch (RuntimeException | Error e) {
                end(
                        ModelPull.State.FAILED,
                        ErrorCode.INTERNAL.name(),
                        "the download failed: " + e.getClass().getName());
            }
        }

        /** The counters of a server may start again with each layer of a model. */
        private synchronized void update(InstallProgress now) {
            String status = now.status().length() <= MAX_STATUS_LENGTH
                    ? now.status()
                    : now.status().substring(0, MAX_STATUS_LENGTH);
            if (now.completedBytes() < progress.completedBytes()) {
                samples.clear();
            }
            progress = new InstallProgress(status, now.completedBytes(), now.totalBytes());
            Instant at = clock.instant();
            samples.addLast(new Sample(at, now.completedBytes()));
            while (samples.size() > 2
                    && Duration.between(samples.getFirst().at(), at).compareTo(RATE_WINDOW) > 0) {
                samples.removeFirst();
            }
        }

        private synchronized void end(ModelPull.State newState, String newCode, String newMessage) {
            state = newState;
            code = newCode;
            message = newMessage;
        }

        void cancel() {
            cancellation.cancel();
        }

        synchronized ModelPull toModelPull() {
            long rate = state == ModelPull.State.RUNNING ? rate() : 0;
            long left = Math.max(0, progress.totalBytes() - progress.completedBytes());
            return new ModelPull(
                    id,
                    provider,
                    model,
                    state,
                    progress.status(),
                    progress.completedBytes(),
                    progress.totalBytes(),
                    rate,
                    rate == 0 ? 0 : (left + rate - 1) / rate,
                    code,
                    message);
        }

        private long rate() {
            if (samples.size() < 2) {
                return 0;
            }
            Sample first = samples.getFirst();
            Sample last = samples.getLast();
            long millis = Duration.between(first.at(), last.at()).toMillis();
            return millis <= 0 ? 0 : (last.bytes() - first.bytes()) * 1000 / millis;
        }
    }
}
