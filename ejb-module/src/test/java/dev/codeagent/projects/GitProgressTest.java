package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.sandbox.ProgressListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitProgressTest {
    @TempDir
    Path folder;

    private final List<String> reported = new ArrayList<>();
    private boolean cancelled;

    private final ProgressListener listener = new ProgressListener() {
        @Override
        public void info(String code, String text) {
            reported.add(code + " " + text);
        }

        @Override
        public void warn(String code, String text) {}

        @Override
        public void throwIfCancelled() {
            if (cancelled) {
                throw new AgentException(ErrorCode.CANCELLED, "cancelled");
            }
        }
    };

    private Git.CommandResult run(String script) {
        var command = List.of("sh", "-c", script);
        return new GitProcess(
                        command,
                        folder,
                        Map.of(),
                        GitProcess.Limits.STANDARD,
                        new GitProgress(listener, "creates the files of the workspace"))
                .run(new byte[0]);
    }

    @Test
    void tellsWhatGitTellsWithinTwoSeconds() {
        Git.CommandResult result =
                run("printf 'Updating files:  45%% (9000/20000)\\r' >&2; sleep 1.8; echo 'fatal: no' >&2; exit 3");

        assertThat(reported).containsExactly("workspace.progress creates the files of the workspace: 9,000 of 20,000");
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.error()).isEqualTo("fatal: no\n");
    }

    @Test
    void saysNothingOfWhatIsFast() {
        assertThat(run("printf 'Updating files:  45%% (9/20)\\r' >&2").exitCode())
                .isZero();
        assertThat(reported).isEmpty();
    }

    @Test
    void endsTheProcessOfACancelledRun() {
        cancelled = true;

        long start = System.nanoTime();
        assertThatThrownBy(() -> run("sleep 20"))
                .isInstanceOf(AgentException.class)
                .hasMessage("cancelled");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void readsTheLastCountOfGit() {
        Duration elapsed = Duration.ofSeconds(7);
        assertThat(GitProgress.describe(
                        "Enumerating objects: 20, done.\nCounting objects: 100% (20/20), done.\n"
                                + "Writing objects:  50% (1000/2000), 1.2 MiB | 3 MiB/s\r",
                        elapsed))
                .isEqualTo(": 1,000 of 2,000");
        assertThat(GitProgress.describe("", elapsed)).isEqualTo(", for 7 s");
        assertThat(GitProgress.describe("Counting objects: 100% (20/20), done.\n", elapsed))
                .isEqualTo(", for 7 s");
        assertThat(GitProgress.describe("", Duration.ofMillis(1_500))).isEmpty();
    }
}
