package dev.codeagent.api.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.doctor.Finding.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExaminationTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private interface Look {
        List<Finding> look() throws InterruptedException;
    }

    private static Check check(String name, Look look) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Finding> look() throws InterruptedException {
                return look.look();
            }
        };
    }

    private Diagnosis examine(Duration limit, Check... checks) throws InterruptedException {
        return new Examination(threads, limit).of(List.of(checks), f -> told.add(f.check()));
    }

    @Test
    void makesAllChecksAtTheSameTimeAndTellsThemInTheirOrder() throws InterruptedException {
        var second = new CountDownLatch(1);

        Diagnosis diagnosis = examine(
                Duration.ofMinutes(1),
                check("first", () -> {
                    second.await();
                    return List.of(Finding.ok("first", "done"));
                }),
                check("second", () -> {
                    second.countDown();
                    return List.of(Finding.ok("second a", "done"), Finding.ok("second b", "done"));
                }));

        assertThat(told).containsExactly("first", "second a", "second b");
        assertThat(diagnosis.level()).isEqualTo(Level.OK);
    }

    @Test
    void namesTheCheckThatHangsAndInterruptsIt() throws InterruptedException {
        var never = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);

        Diagnosis diagnosis = examine(
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

        assertThat(told).containsExactly("hangs", "works");
        assertThat(diagnosis.level()).isEqualTo(Level.WARN);
        assertThat(diagnosis.findings().getFirst().found()).startsWith("no answer within");
        assertThat(interrupted.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void saysThatACheckItselfIsAtFault() throws InterruptedException {
        Diagnosis diagnosis = examine(Duration.ofMinutes(1), check("odd", () -> {
            throw new IllegalStateException("no idea");
        }));

        assertThat(diagnosis.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.level()).isEqualTo(Level.WARN))
                .satisfies(f -> assertThat(f.found()).contains("no idea"));
    }

    @Test
    void hasTheWorstLevelOfAll() throws InterruptedException {
        assertThat(examine(
                                Duration.ofMinutes(1),
                                check("a", () -> List.of(Finding.fail("a", "x", "y", "z"))),
                                check("b", () -> List.of(Finding.warn("b", "x", "y", "z"))))
                        .level())
                .isEqualTo(Level.FAIL);
    }
}
