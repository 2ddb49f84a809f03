package dev.codeagent.executor.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.executor.files.DiskQuota;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRunnerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private ProcessRunner runner() {
        return new ProcessRunner(new ProcessContext(
                folder,
                Map.of(),
                DiskQuota.unlimited(),
                new ProcessTree(folder.getFileName().toString(), false)));
    }

    @Test
    void losesNoOutputOnABusyMachine() throws Exception {
        List<Thread> spinners = occupyAllProcessors(Duration.ofMillis(500));

        ProcessRunner.ProcessResult outcome =
                runner().run(new ProcessSpec("c1", ProcessRunner.shellCommand("echo all of it"), folder, TIMEOUT));

        assertThat(outcome.output()).isEqualTo("all of it\n");
        for (Thread spinner : spinners) {
            spinner.join();
        }
    }

    @Test
    void killsAnIdleProcessButNotABusyOne() throws Exception {
        Duration idle = Duration.ofSeconds(2);
        var waiting =
                new ProcessSpec("c1", ProcessRunner.shellCommand("mkfifo pipe; echo begun; cat pipe"), folder, TIMEOUT);
        var working = new ProcessSpec(
                "c2",
                ProcessRunner.shellCommand("(end=$((SECONDS + 4)); while [ $SECONDS -lt $end ]; do :; done)"),
                folder,
                TIMEOUT);

        ProcessRunner.ProcessResult ended = runner().run(waiting.withIdleTimeout(idle));
        ProcessRunner.ProcessResult done = runner().run(working.withIdleTimeout(idle));

        assertThat(ended.reason()).isEqualTo(ProcessRunner.TerminationReason.TIMED_OUT);
        assertThat(ended.output()).isEqualTo("begun\n");
        assertThat(ended.durationMillis()).isLessThan(TIMEOUT.toMillis() / 2);
        assertThat(done.isSuccess()).isTrue();
    }

    /** Virtual threads that never yield occupy all carriers, so that no other virtual thread runs. */
    private static List<Thread> occupyAllProcessors(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return java.util.stream.IntStream.range(0, Runtime.getRuntime().availableProcessors() + 1)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    while (System.nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                }))
                .toList();
    }
}
