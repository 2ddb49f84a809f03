package dev.codeagent.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.diagnostics.DiagnosticReport;
import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.diagnostics.Finding.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CheckRunnerTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> reported = new ArrayList<>();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private interface CheckBody {
        List<Finding> run() throws InterruptedException;
    }

    private static Check check(String name, CheckBody body) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Finding> run() throws InterruptedException {
                return body.run();
            }
        };
    }

    private DiagnosticReport runChecks(Duration timeout, Check... checks) throws InterruptedException {
        return new CheckRunner(threads, timeout).run(List.of(checks), f -> reported.add(f.check()));
    }

    @Test
    void runsChecksInParallelAndReportsThemInOrder() throws InterruptedException {
        var second = new CountDownLatch(1);

        DiagnosticReport report = runChecks(
                Duration.ofMinutes(1),
                check("first", () -> {
                    second.await();
                    return List.of(Finding.ok("first", "done"));
                }),
                check("second", () -> {
                    second.countDown();
                    return List.of(Finding.ok("second a", "done"), Finding.ok("second b", "done"));
                }));

        assertThat(reported).containsExactly("first", "second a", "second b");
        assertThat(report.level()).isEqualTo(Level.OK);
    }

    @Test
    void reportsAndInterruptsACheckThatHangs() throws InterruptedException {
        var never = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);

        DiagnosticReport report = runChecks(
                Duration.ofSeconds(2),
                check("hangs", () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return List.of();
                }),
                check("works", () -> List.of(Finding.ok("works", "done"))));

        assertThat(reported).containsExactly("hangs", "works");
        assertThat(report.level()).isEqualTo(Level.WARN);
        assertThat(report.findings().getFirst().found()).startsWith("no answer within");
        assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void reportsACheckThatThrowsWithoutItsMessageWhichMayContainAKey() throws InterruptedException {
        DiagnosticReport report = runChecks(Duration.ofMinutes(1), check("odd", () -> {
            throw new IllegalStateException("sk-planted");
        }));

        assertThat(report.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.level()).isEqualTo(Level.WARN))
                .satisfies(f -> assertThat(f.found())
                        .contains("the check itself failed: IllegalStateException at ", "CheckRunnerTest")
                        .doesNotContain("sk-planted"));
    }

    @Test
    void reportsTheWorstLevel() throws InterruptedException {
        assertThat(runChecks(
                                Duration.ofMinutes(1),
                                check("a", () -> List.of(Finding.fail("a", "x", "y", "z"))),
                                check("b", () -> List.of(Finding.warn("b", "x", "y", "z"))))
                        .level())
                .isEqualTo(Level.FAIL);
    }
}
