package dev.codeagent.llm;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagedModelTest {
    private final FakeHost host = new FakeHost();
    private final FakePace pace = new FakePace();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ManagedModel model = new ManagedModel(Entries.named("coder"), host, pace, threads);

    @AfterEach
    void end() {
        threads.close();
    }

    @Test
    void startsOnceForAllWhoAskMeanwhile() throws Exception {
        var goOn = new CountDownLatch(1);
        host.whileStarting = () -> await(goOn);
        var asking = new ArrayList<CompletableFuture<String>>();

        for (int i = 0; i < 8; i++) {
            asking.add(CompletableFuture.supplyAsync(this::use, threads));
        }
        while (model.state() != ManagedModel.State.STARTING) {
            Thread.onSpinWait();
        }
        goOn.countDown();

        assertThat(asking).extracting(CompletableFuture::join).containsOnly("c1");
        assertThat(host.started).hasValue(1);
        assertThat(model.state()).isEqualTo(ManagedModel.State.READY);
    }

    @Test
    void stopsWhenNobodyAskedForLong() {
        use();

        pace.pause(Duration.ofMinutes(9));
        model.look();
        assertThat(host.removed).isEmpty();
        pace.pause(Duration.ofMinutes(2));
        model.look();

        assertThat(host.removed).containsExactly("c1");
        assertThat(model.state()).isEqualTo(ManagedModel.State.STOPPED);
        assertThat(use()).isEqualTo("c2");
    }

    @Test
    void staysWhileSomebodyIsAnsweredHoweverLongThatTakes() {
        try (ManagedModel.Lease lease = model.lease()) {
            pace.pause(Duration.ofHours(5));
            model.look();

            assertThat(host.removed).isEmpty();
            assertThat(lease.running().container()).isEqualTo("c1");
        }
        pace.pause(Duration.ofMinutes(9));
        model.look();
        assertThat(host.removed)
                .as("the time begins when the last answer ended")
                .isEmpty();
    }

    @Test
    void isRestartedWhenItsContainerEnded() {
        use();
        host.fate = new ModelHost.Fate(false, 1, false, "segmentation fault");

        model.look();

        assertThat(use()).isEqualTo("c2");
        assertThat(host.removed).containsExactly("c1");
    }

    @Test
    void isRestartedWhenItFellSilentButNotWhileItWorks() {
        ManagedModel.Lease lease = model.lease();
        host.healthy = false;
        for (int i = 0; i < 10; i++) {
            model.look();
        }
        assertThat(host.removed).as("a busy server may be silent").isEmpty();

        lease.close();
        model.look();
        model.look();
        assertThat(host.removed).isEmpty();
        host.whileStarting = () -> host.healthy = true;
        model.look();

        assertThat(host.removed).containsExactly("c1");
        assertThat(use()).isEqualTo("c2");
    }

    @Test
    void givesUpRestartingAModelThatAlwaysDies() {
        use();
        for (int i = 0; i < 10; i++) {
            host.fate = new ModelHost.Fate(false, 1, false, "");
            model.look();
            while (model.state() == ManagedModel.State.STARTING) {
                Thread.onSpinWait();
            }
        }

        assertThat(host.started).hasValue(4);
        assertThat(model.state()).isEqualTo(ManagedModel.State.FAILED);
        assertThat(use()).as("whoever asks has it tried again").isEqualTo("c5");
    }

    @Test
    void saysWhatAStartThatTookTooLongWaitedFor() {
        host.healthy = false;

        var failure = catchThrowableOfType(AgentException.class, this::use);

        assertThat(failure)
                .hasMessageContaining("model coder did not become healthy within 2m: /health did not answer 200")
                .hasMessageContaining("listens on port 8080");
        assertThat(Complaint.of(failure)).isEqualTo(Complaint.START_TIMEOUT);
        assertThat(host.removed).containsExactly("c1");
        assertThat(model.state()).isEqualTo(ManagedModel.State.FAILED);
    }

    @Test
    void saysThatAModelNeedsMoreMemory() {
        host.healthy = false;
        host.whileStarting = () -> {};
        var dying = new ManagedModel(
                Entries.named("coder"),
                host,
                new Pace() {
                    @Override
                    public java.time.Instant now() {
                        return pace.now();
                    }

                    @Override
                    public void pause(Duration duration) {
                        host.fate = new ModelHost.Fate(false, 137, true, "");
                    }
                },
                threads);

        var failure = catchThrowableOfType(AgentException.class, dying::lease);

        assertThat(Complaint.of(failure)).isEqualTo(Complaint.OUT_OF_MEMORY);
        assertThat(failure).hasMessageContaining("(limit: 1024 MB); give it more (memory)");
    }

    @Test
    void tellsThoseWhoWaitThatItWasStopped() {
        host.healthy = false;
        host.whileStarting = model::stop;

        assertThatThrownBy(this::use).hasMessageContaining("was stopped meanwhile");
        threads.close();
        assertThat(host.removed).as("also a container that came too late").containsExactly("c1");
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
