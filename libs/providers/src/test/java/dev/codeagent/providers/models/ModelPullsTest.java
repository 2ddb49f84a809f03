package dev.codeagent.providers.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.InstallProgress;
import dev.codeagent.api.provider.InstallResult;
import dev.codeagent.api.provider.LlmProvider;
import dev.codeagent.api.provider.ModelPull;
import dev.codeagent.api.provider.ModelPull.State;
import dev.codeagent.api.provider.ProviderId;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ModelPullsTest {
    private static final ProviderId OLLAMA = new ProviderId("ollama");

    private final List<Runnable> waiting = new ArrayList<>();
    private final SettableClock clock = new SettableClock();
    private final ModelPulls pulls = new ModelPulls(waiting::add, clock);

    /** What a server does while it installs a model. */
    private interface Installation {
        InstallResult run(Consumer<InstallProgress> progress, CancellationToken cancellation);
    }

    /** A provider that can do nothing but install models. */
    @SuppressWarnings("unchecked")
    private static LlmProvider provider(Installation installation) {
        return (LlmProvider) Proxy.newProxyInstance(
                ModelPullsTest.class.getClassLoader(),
                new Class<?>[] {LlmProvider.class},
                (self, method, arguments) -> {
                    if (!method.getName().equals("installModel")) {
                        throw new IllegalStateException(method.getName());
                    }
                    return installation.run((Consumer<InstallProgress>) arguments[1], (CancellationToken) arguments[2]);
                });
    }

    private ModelPull start(String model, Installation installation) {
        return pulls.start(OLLAMA, model, provider(installation));
    }

    @Test
    void measuresRateAndRemainingTime() {
        ModelPull pull = start("m", (progress, cancellation) -> {
            progress.accept(new InstallProgress("pulling", 0, 10_000));
            clock.advance(2_000);
            progress.accept(new InstallProgress("pulling", 2_000, 10_000));

            ModelPull now = pulls.list(OLLAMA).getFirst();

            assertThat(now.bytesPerSecond()).isEqualTo(1_000);
            assertThat(now.secondsLeft()).isEqualTo(8);
            assertThat(now.status()).isEqualTo("pulling");
            return new InstallResult("m", false, 10_000);
        });
        assertThat(pull.state()).isEqualTo(State.RUNNING);

        waiting.removeFirst().run();

        ModelPull end = pulls.get(OLLAMA, pull.id());
        assertThat(end.message()).isEmpty();
        assertThat(end.state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void theRateStartsAgainWithTheNextLayer() {
        start("m", (progress, cancellation) -> {
            progress.accept(new InstallProgress("layer 1", 9_000_000, 10_000_000));
            clock.advance(1_000);
            progress.accept(new InstallProgress("layer 2", 0, 500));
            clock.advance(1_000);
            progress.accept(new InstallProgress("layer 2", 100, 500));

            assertThat(pulls.list(OLLAMA).getFirst().bytesPerSecond()).isEqualTo(100);
            return new InstallResult("m", false, 500);
        });

        waiting.removeFirst().run();

        assertThat(pulls.list(OLLAMA).getFirst().state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void aCancelledDownloadEnds() {
        ModelPull pull = start("m", (progress, cancellation) -> {
            pulls.cancel(OLLAMA, pulls.list(OLLAMA).getFirst().id());
            cancellation.throwIfCancelled();
            return new InstallResult("m", false, 1);
        });

        waiting.removeFirst().run();

        assertThat(pulls.get(OLLAMA, pull.id()).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aFailureSaysWhy() {
        ModelPull pull = start("m", (progress, cancellation) -> {
            throw new AgentException(ErrorCode.UNKNOWN_MODEL, "no such model");
        });

        waiting.removeFirst().run();

        assertThat(pulls.get(OLLAMA, pull.id()))
                .extracting(ModelPull::state, ModelPull::code, ModelPull::message)
                .containsExactly(State.FAILED, "UNKNOWN_MODEL", "no such model");
    }

    @Test
    void theSameModelIsDownloadedOnce() {
        ModelPull first = start("m", (progress, cancellation) -> new InstallResult("m", false, 1));
        ModelPull second = start("m", (progress, cancellation) -> new InstallResult("m", false, 1));

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(waiting).hasSize(1);
    }

    @Test
    void downloadsAreLimited() {
        for (int i = 0; i < 8; i++) {
            start("m-" + i, (progress, cancellation) -> new InstallResult("m", false, 1));
        }

        assertThatThrownBy(() -> start("m-9", (progress, cancellation) -> new InstallResult("m", false, 1)))
                .extracting(e -> ((AgentException) e).code())
                .isEqualTo(ErrorCode.TOO_BUSY);
    }

    @Test
    void anUnknownDownloadIsNotFound() {
        assertThatThrownBy(() -> pulls.get(OLLAMA, "pull-9"))
                .extracting(e -> ((AgentException) e).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.EPOCH;

        void advance(long millis) {
            now = now.plusMillis(millis);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
