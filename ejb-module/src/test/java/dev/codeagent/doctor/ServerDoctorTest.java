package dev.codeagent.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.doctor.Check;
import dev.codeagent.api.doctor.DiagnosticReport;
import dev.codeagent.api.doctor.Finding;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.security.Role;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerDoctorTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch looking = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    private final Check slow = new Check() {
        @Override
        public String name() {
            return "slow";
        }

        @Override
        public List<Finding> run() throws InterruptedException {
            looks.incrementAndGet();
            looking.countDown();
            mayEnd.await();
            return List.of(Finding.warn("slow", "it is slow", "time", "wait"));
        }
    };

    private final ServerDoctor doctor = new ServerDoctor(() -> List.of(slow), threads);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void tellsOperatorsAlone() {
        mayEnd.countDown();

        assertThat(doctor.diagnose(Caller.LOCAL))
                .isEqualTo(new DiagnosticReport(
                        Finding.Level.WARN, List.of(Finding.warn("slow", "it is slow", "time", "wait"))));
        assertThatThrownBy(() -> doctor.diagnose(new Caller("guest", Set.of(Role.USER))))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN))
                .hasMessageNotContaining("slow");
    }

    @Test
    void examinesOnceForAllWhoAskMeanwhile() throws Exception {
        var first = CompletableFuture.supplyAsync(() -> doctor.diagnose(Caller.LOCAL), threads);
        looking.await();
        var second = CompletableFuture.supplyAsync(() -> doctor.diagnose(Caller.LOCAL), threads);
        mayEnd.countDown();

        assertThat(first.get()).isEqualTo(second.get());
        int shared = looks.get();
        doctor.diagnose(Caller.LOCAL);
        assertThat(looks.get()).isEqualTo(shared + 1);
    }
}
