package dev.codeagent.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.diagnostics.DiagnosticReport;
import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.security.Role;
import dev.codeagent.diagnostics.Check;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerDiagnosticsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger runCount = new AtomicInteger();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch mayFinish = new CountDownLatch(1);

    private final Check slow = new Check() {
        @Override
        public String name() {
            return "slow";
        }

        @Override
        public List<Finding> run() throws InterruptedException {
            runCount.incrementAndGet();
            started.countDown();
            mayFinish.await();
            return List.of(Finding.warn("slow", "it is slow", "time", "wait"));
        }
    };

    private final ServerDiagnostics diagnostics = new ServerDiagnostics(() -> List.of(slow), threads);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void reportsToOperatorsOnly() {
        mayFinish.countDown();

        assertThat(diagnostics.diagnose(Caller.LOCAL))
                .isEqualTo(new DiagnosticReport(
                        Finding.Level.WARN, List.of(Finding.warn("slow", "it is slow", "time", "wait"))));
        assertThatThrownBy(() -> diagnostics.diagnose(new Caller("guest", Set.of(Role.USER))))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN))
                .hasMessageNotContaining("slow");
    }

    @Test
    void sharesOneRunAmongConcurrentCallers() throws Exception {
        var first = CompletableFuture.supplyAsync(() -> diagnostics.diagnose(Caller.LOCAL), threads);
        started.await();
        var second = CompletableFuture.supplyAsync(() -> diagnostics.diagnose(Caller.LOCAL), threads);
        mayFinish.countDown();

        assertThat(first.get()).isEqualTo(second.get());
        int shared = runCount.get();
        diagnostics.diagnose(Caller.LOCAL);
        assertThat(runCount.get()).isEqualTo(shared + 1);
    }
}
