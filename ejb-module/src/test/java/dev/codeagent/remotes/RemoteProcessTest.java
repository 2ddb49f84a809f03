package dev.codeagent.remotes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.sandbox.ProgressListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of a process that talks to a hostile server. */
class RemoteProcessTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private RemoteProcess.Result run(String script, Duration time, Duration idle, long maxBytes) {
        var limits = new RemoteProcess.Limits(time, idle, folder, maxBytes);
        return new RemoteProcess(List.of("sh", "-c", script), folder, Map.of(), limits)
                .run(new byte[0], ProgressListener.NO_OP);
    }

    @Test
    void getsNothingOfTheServersEnvironment() {
        String output = run("env", LONG, LONG, 1_000).output();

        assertThat(output).contains("HOME=/nonexistent", "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=none");
        assertThat(output.lines().map(line -> line.replaceFirst("=.*", "")))
                .doesNotContain("USER", "JAVA_HOME", "SSH_AUTH_SOCK", "HTTPS_PROXY");
    }

    @Test
    void endsWithEverythingThatItStartedAfterItsTime() throws Exception {
        assertThatThrownBy(() -> run("sleep 61 & echo $! > pid; wait", SHORT, LONG, 1_000))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_REMOTE_FAILED))
                .hasMessageContaining("git.fetchTimeout");

        long child = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        await().until(() -> ProcessHandle.of(child).map(p -> !p.isAlive()).orElse(true));
    }

    @Test
    void endsIfNothingArrives() {
        assertThatThrownBy(() -> run("sleep 62", LONG, SHORT, 1_000)).hasMessageContaining("nothing arrived");
    }

    @Test
    void endsIfTheServerSendsMessagesWithoutEnd() {
        assertThatThrownBy(() -> run("yes remote: x >&2", LONG, LONG, 100L << 20))
                .hasMessageContaining("messages");
    }

    @Test
    void endsIfTheFilesGrowWithoutEnd() {
        assertThatThrownBy(() ->
                        run("i=0; while :; do i=$((i+1)); head -c 500000 /dev/zero > f$i; done", LONG, LONG, 2 << 20))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.GIT_REMOTE_REFUSED))
                .hasMessageContaining("git.maxSize");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Receiving objects:  45% (450/1000), 1.20 MiB | 600.00 KiB/s",
                "Receiving objects:   0% (1/1000)",
                "Resolving deltas: 100% (7/7)",
            })
    void tellsTheProgressOfGit(String line) {
        assertThat(RemoteProcess.lastProgress(
                        "remote: Counting\r" + line + "\u001b[K\rremote: Receiving objects: 9% (1/2)"))
                .isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"remote: Receiving objects:  45% (450/1000)", "Receiving objects: token", "fatal: x"})
    void tellsNothingThatTheServerSays(String line) {
        assertThat(RemoteProcess.lastProgress(line)).isEmpty();
    }
}
