package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in the workspace: those that a call waits for, and background processes. */
class ProcessToolsTest {
    @TempDir
    Path folder;

    private RunningExecutor executor;
    private ExecutorFixture fixture;
    private Path root;

    @BeforeEach
    void open() throws Exception {
        fixture = ExecutorFixture.create(folder);
        root = fixture.workspace();
        executor = RunningExecutor.openWorkspace(fixture);
    }

    @AfterEach
    void close() throws Exception {
        executor.close();
    }

    private boolean isAlive(String file) {
        try {
            String pid = Files.readString(root.resolve(file)).strip(); // empty until the shell has written into it
            return !pid.isEmpty()
                    && ProcessHandle.of(Long.parseLong(pid))
                            .flatMap(p -> p.info().commandLine())
                            .map(c -> c.contains("sleep 47"))
                            .orElse(false);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String start(String id, String command) {
        return executor.call(id, "process_start", "command", command)
                .getJsonObject("result")
                .getJsonObject("structuredContent")
                .getString("process");
    }

    @Test
    void readsAndWritesABackgroundProcess() {
        String process = start("p1", "echo ready; while read line; do echo \"got $line\"; done; echo bye >&2; exit 3");

        executor.result("process_write", "process", process, "input", "größe\n");
        JsonObject first = read(process, 6);
        executor.result("process_write", "process", process, "close", true);
        int next = first.getJsonObject("structuredContent").getInt("offset");
        executor.await(
                () -> !read(process, 0).getJsonObject("structuredContent").getBoolean("running"));

        assertThat(ExecutorFixture.resultText(first)).startsWith("got größe\n(running; next offset " + next + ")");
        assertThat(ExecutorFixture.resultText(read(process, next))).startsWith("bye\n(exit code 3");
        assertThat(executor.resultText("process_list")).contains("p1: exit code 3");
        assertThat(executor.resultText("process_write", "process", process, "input", "x"))
                .contains("is not running");
        assertThat(executor.resultText("process_read", "process", "p9")).contains("no process 'p9'");
    }

    private JsonObject read(String process, int offset) {
        return executor.result("process_read", "process", process, "offset", offset, "wait_ms", 20_000);
    }

    @Test
    void signalsAProcessWithItsChildren() {
        String process = start("p1", "trap 'echo caught; exit 7' TERM; echo ready; sleep 4731 & wait");
        read(process, 0);

        assertThat(executor.resultText("process_signal", "process", process, "signal", "DANCE"))
                .contains("no signal 'DANCE'");
        assertThat(executor.resultText("process_signal", "process", process, "signal", "SIGTERM"))
                .isEqualTo("sent TERM to 'p1'");

        assertThat(ExecutorFixture.resultText(read(process, 6))).startsWith("caught");
        executor.await(() -> executor.resultText("process_list").contains("exit code 7"));
    }

    @Test
    void keepsBackgroundProcessesUntilTheExecutorStops() throws Exception {
        start("p1", "sleep 4732 & echo $! > pid; wait");
        executor.await(() -> Files.exists(root.resolve("pid")) && isAlive("pid"));

        executor.resultText("run_command", "command", "true");
        assertThat(isAlive("pid")).isTrue();
        executor.close();

        assertThat(isAlive("pid")).isFalse();
    }

    @Test
    void killsProcessesThatLeaveTheProcessTree() {
        executor.resultText(
                "run_command",
                "command",
                "setsid sh -c 'echo $$ > one; exec sleep 4733' & (setsid sh -c '(sh -c \"echo \\$\\$ > two; exec sleep 4734\") &' &)"
                        + "; while [ ! -s one ] || [ ! -s two ]; do sleep 0.05; done");

        assertThat(isAlive("one")).isFalse();
        assertThat(isAlive("two")).isFalse();
    }

    @Test
    void killsLeftoverProcessesOfADeadExecutor() throws Exception {
        executor.sendLine(ExecutorFixture.toolCallRequest(
                        1,
                        "c1",
                        "run_command",
                        ExecutorFixture.arguments("command", "sleep 4735 & echo $! > pid; wait"))
                .toString());
        executor.await(() -> Files.exists(root.resolve("pid")) && isAlive("pid"));

        dev.codeagent.executor.commands.ProcessTree tree = OpenWorkspace.createProcessTree(fixture.results());
        tree.killLeftovers();

        executor.await(() -> !isAlive("pid"));
        assertThat(executor.nextResponse().getString("id")).isEqualTo("1");
    }

    @Test
    void passesWorkingDirectoryEnvironmentAndStdin() throws Exception {
        Files.createDirectories(root.resolve("sub"));

        JsonObject result = executor.result(
                "run_command",
                "command",
                "pwd; echo $NAME; cat; echo oops >&2",
                "cwd",
                "sub",
                "env",
                Json.createObjectBuilder().add("NAME", "Ada").build(),
                "stdin",
                "from stdin\n");

        assertThat(result.getJsonObject("structuredContent").getString("stdout"))
                .isEqualTo(root.toRealPath().resolve("sub") + "\nAda\nfrom stdin\n");
        assertThat(result.getJsonObject("structuredContent").getString("stderr"))
                .isEqualTo("oops\n");
        assertThat(executor.resultText("run_command", "command", "true", "cwd", "none"))
                .contains("'none' is not a folder");
        assertThat(executor.resultText(
                        "run_command",
                        "command",
                        "true",
                        "env",
                        Json.createObjectBuilder().add("A=B", "c").build()))
                .contains("'A=B' is not a variable name");
    }

    @Test
    void streamsCommandOutputAsProgress() throws Exception {
        JsonObject request = ExecutorFixture.toolCallRequest(
                9,
                "c1",
                "run_command",
                ExecutorFixture.arguments(
                        "command", "echo begin; while [ ! -e go ]; do sleep 0.05; done; printf 'größe'"));
        JsonObject params = request.getJsonObject("params");
        JsonObject meta = Json.createObjectBuilder(params.getJsonObject("_meta"))
                .add("progressToken", "token")
                .build();
        executor.sendLine(Json.createObjectBuilder(request)
                .add("params", Json.createObjectBuilder(params).add("_meta", meta))
                .build()
                .toString());
        executor.await(() -> !executor.pendingMessages().isEmpty());
        Files.writeString(root.resolve("go"), "");
        executor.nextResponse();

        assertThat(executor.notifications())
                .extracting(n -> n.getString("method"))
                .containsOnly("notifications/progress");
        assertThat(executor.notifications())
                .extracting(n -> n.getJsonObject("params"))
                .extracting(p -> p.getString("progressToken") + p.getInt("progress") + p.getString("message"))
                .containsExactly("token1begin\n", "token2größe");
    }

    @Test
    void cancelsTheRunningCall() throws Exception {
        executor.sendLine(ExecutorFixture.toolCallRequest(
                        "r1",
                        "c1",
                        "run_command",
                        ExecutorFixture.arguments("command", "setsid sleep 4736 & echo $! > pid; echo begun; wait"))
                .toString());
        executor.await(() -> Files.exists(root.resolve("pid")));
        executor.sendLine(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"r1\"}}");

        assertThat(ExecutorFixture.resultText(executor.nextResponse().getJsonObject("result")))
                .endsWith("(cancelled)");
        assertThat(isAlive("pid")).isFalse();
        assertThat(executor.resultText("run_command", "command", "echo next")).startsWith("next");
    }

    @Test
    void killsCommandsThatExceedTheDiskQuota() throws Exception {
        executor.close();
        executor = RunningExecutor.openWorkspace(fixture.withDiskQuota(3 << 20));

        JsonObject many = executor.result(
                "run_command",
                "command",
                "i=0; while :; do i=$((i+1)); head -c 500000 /dev/zero > f$i; sleep 0.02; done");
        Shell.run(root, "rm -f f*");
        JsonObject one = executor.result("run_command", "command", "head -c 9000000 /dev/zero > big");
        JsonObject write = executor.result("write_file", "path", "a.txt", "content", "x".repeat(1 << 20));

        assertThat(ExecutorFixture.resultText(many)).contains("the workspace is full: its limit is 3145728 bytes");
        assertThat(many.getJsonObject("structuredContent").getBoolean("diskFull"))
                .isTrue();
        assertThat(ExecutorFixture.isError(one)).isTrue();
        assertThat(Files.size(root.resolve("big"))).isLessThanOrEqualTo(3 << 20);
        assertThat(ExecutorFixture.resultText(write)).contains("the workspace is full");
        assertThat(executor.resultText("delete_file", "path", "big")).isEqualTo("deleted big");
        assertThat(executor.resultText("write_file", "path", "a.txt", "content", "x"))
                .startsWith("wrote");
    }

    @Test
    void rejectsATooLongLineAndReadsTheNext() {
        String half = "x".repeat(1 << 20);
        for (int i = 0; i < 17; i++) {
            executor.send(half);
        }
        executor.sendLine("");

        assertThat(executor.nextResponse().getJsonObject("error").getString("message"))
                .contains("more than 16777216 characters");
        assertThat(executor.resultText("list_files")).isEqualTo("(empty)");
    }

    @Test
    void waitsForOutputNoLongerThanRequested() {
        String process = start("p1", "sleep 4737");
        long start = System.nanoTime();

        assertThat(executor.resultText("process_read", "process", process, "wait_ms", 100))
                .isEqualTo("(running; next offset 0)");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }
}
