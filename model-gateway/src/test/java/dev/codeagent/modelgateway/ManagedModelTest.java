package dev.codeagent.modelgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.codeagent.api.error.AgentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagedModelTest {
    private final FakeModelRunner runner = new FakeModelRunner();
    private final FakeTimeSource time = new FakeTimeSource();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ManagedModel model = new ManagedModel(ModelSettingsFixture.model("coder"), runner, time, threads);

    @AfterEach
    void closeThreads() {
        threads.close();
    }

    @Test
    void startsOnceForConcurrentRequests() throws Exception {
        var starting = new CountDownLatch(1);
        var proceed = new CountDownLatch(1);
        runner.onStart = () -> {
            starting.countDown();
            await(proceed);
        };
        var requests = new ArrayList<CompletableFuture<String>>();

        for (int i = 0; i < 8; i++) {
            requests.add(CompletableFuture.supplyAsync(this::use, threads));
        }
        await(starting);
        assertThat(model.state()).isEqualTo(ManagedModel.State.STARTING);
        proceed.countDown();

        assertThat(requests).extracting(CompletableFuture::join).containsOnly("c1");
        assertThat(runner.started).hasValue(1);
        assertThat(model.state()).isEqualTo(ManagedModel.State.READY);
    }

    @Test
    void stopsAfterTheIdleTimeout() {
        use();

        time.sleep(Duration.ofMinutes(9));
        model.maintain();
        assertThat(runner.removed).isEmpty();
        time.sleep(Duration.ofMinutes(2));
        model.maintain();

        assertThat(runner.removed).containsExactly("c1");
        assertThat(model.state()).isEqualTo(ManagedModel.State.STOPPED);
        assertThat(use()).isEqualTo("c2");
    }

    @Test
    void keepsRunningWhileAResponseIsInProgress() {
        try (ManagedModel.Lease lease = model.lease()) {
            time.sleep(Duration.ofHours(5));
            model.maintain();

            assertThat(runner.removed).isEmpty();
            assertThat(lease.running().container()).isEqualTo("c1");
        }
        time.sleep(Duration.ofMinutes(9));
        model.maintain();
        assertThat(runner.removed)
                .as("the idle time starts when the last response ends")
                .isEmpty();
    }

    @Test
    void restartsWhenItsContainerExits() {
        use();
        runner.status = new ModelRunner.ContainerStatus(false, 1, false, "segmentation fault");

        model.maintain();

        assertThat(use()).isEqualTo("c2");
        assertThat(runner.removed).containsExactly("c1");
    }

    @Test
    void restartsAnUnhealthyModelUnlessItIsInUse() {
        ManagedModel.Lease lease = model.lease();
        runner.healthy = false;
        for (int i = 0; i < 10; i++) {
            model.maintain();
        }
        assertThat(runner.removed).as("a busy server may miss health checks").isEmpty();

        lease.close();
        model.maintain();
        model.maintain();
        assertThat(runner.removed).isEmpty();
        runner.onStart = () -> runner.healthy = true;
        model.maintain();

        assertThat(runner.removed).containsExactly("c1");
        assertThat(use()).isEqualTo("c2");
    }

    @Test
    void restartsAModelInUseThatSendsNothingForLongAndIsUnhealthy() {
        ManagedModel.Lease lease = model.lease();
        runner.healthy = false;
        runner.onStart = () -> runner.healthy = true;
        time.sleep(Duration.ofMinutes(4));
        lease.reportProgress();
        time.sleep(Duration.ofMinutes(4));
        for (int i = 0; i < 10; i++) {
            model.maintain();
        }
        assertThat(runner.removed).as("it sent something four minutes ago").isEmpty();

        time.sleep(Duration.ofMinutes(2));
        for (int i = 0; i < 3; i++) {
            model.maintain();
        }

        assertThat(runner.removed).containsExactly("c1");
        lease.close();
    }

    @Test
    void stopsRestartingAModelThatKeepsFailing() {
        use();
        for (int i = 0; i < 10; i++) {
            runner.status = new ModelRunner.ContainerStatus(false, 1, false, "");
            model.maintain();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> model.state() != ManagedModel.State.STARTING);
        }

        assertThat(runner.started).hasValue(4);
        assertThat(model.state()).isEqualTo(ManagedModel.State.FAILED);
        assertThat(use()).as("a new request starts it again").isEqualTo("c5");
    }

    @Test
    void reportsTheHealthCheckWhenAStartTimesOut() {
        runner.healthy = false;

        var failure = catchThrowableOfType(AgentException.class, this::use);

        assertThat(failure)
                .hasMessageContaining("model coder did not become healthy within 2m: /health did not answer 200")
                .hasMessageContaining("listens on port 8080");
        assertThat(GatewayError.of(failure)).isEqualTo(GatewayError.START_TIMEOUT);
        assertThat(runner.removed).containsExactly("c1");
        assertThat(model.state()).isEqualTo(ManagedModel.State.FAILED);
    }

    @Test
    void reportsThatAModelRanOutOfMemory() {
        runner.healthy = false;
        runner.onStart = () -> {};
        var failingModel = new ManagedModel(
                ModelSettingsFixture.model("coder"),
                runner,
                new TimeSource() {
                    @Override
                    public java.time.Instant now() {
                        return time.now();
                    }

                    @Override
                    public void sleep(Duration duration) {
                        runner.status = new ModelRunner.ContainerStatus(false, 137, true, "");
                    }
                },
                threads);

        var failure = catchThrowableOfType(AgentException.class, failingModel::lease);

        assertThat(GatewayError.of(failure)).isEqualTo(GatewayError.OUT_OF_MEMORY);
        assertThat(failure).hasMessageContaining("(limit: 1024 MB); increase 'memory'");
    }

    @Test
    void failsWaitingRequestsWhenTheModelIsStopped() {
        runner.healthy = false;
        runner.onStart = model::stop;

        assertThatThrownBy(this::use).hasMessageContaining("was stopped meanwhile");
        threads.close();
        assertThat(runner.removed).as("also a container that starts too late").containsExactly("c1");
        assertThat(model.state()).isEqualTo(ManagedModel.State.STOPPED);
    }

    private String use() {
        try (ManagedModel.Lease lease = model.lease()) {
            return lease.running().container();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
