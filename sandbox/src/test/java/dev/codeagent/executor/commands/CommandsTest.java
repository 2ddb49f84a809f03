package dev.codeagent.executor.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.executor.files.DiskLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Commands commands() {
        return new Commands(new Commands.Surroundings(
                folder,
                Map.of(),
                DiskLimit.none(),
                new ProcessTree(folder.getFileName().toString(), false)));
    }

    @Test
    void losesNoOutputOnABusyMachine() throws Exception {
        List<Thread> spinners = keepTheReaderWaiting(Duration.ofMillis(500));

        Commands.Outcome outcome = commands().run(new Program("c1", Commands.shell("echo all of it"), folder, LIMIT));

        assertThat(outcome.output()).isEqualTo("all of it\n");
        for (Thread spinner : spinners) {
            spinner.join();
        }
    }

    @Test
    void endsWhatWaitsForAPipeAndNotWhatWorks() throws Exception {
        Duration idle = Duration.ofSeconds(2);
        var waiting = new Program("c1", Commands.shell("mkfifo pipe; echo begun; cat pipe"), folder, LIMIT);
        var working = new Program(
                "c2", Commands.shell("(end=$((SECONDS + 4)); while [ $SECONDS -lt $end ]; do :; done)"), folder, LIMIT);

        Commands.Outcome ended = commands().run(waiting.endingIdle(idle));
        Commands.Outcome done = commands().run(working.endingIdle(idle));

        assertThat(ended.end()).isEqualTo(Commands.End.TIMED_OUT);
        assertThat(ended.output()).isEqualTo("begun\n");
        assertThat(ended.millis()).isLessThan(LIMIT.toMillis() / 2);
        assertThat(done.succeeded()).isTrue();
    }

    /** The output is read on a virtual thread, which does not run while others hold all processors. */
    private static List<Thread> keepTheReaderWaiting(Duration time) {
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
