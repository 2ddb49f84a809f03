package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executor program as process 1 of a PID namespace; skipped if namespaces are not available. */
class PidNamespaceTest {
    private static final List<String> UNSHARE_COMMAND =
            List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

    @TempDir
    Path folder;

    private Process process;
    private Writer in;
    private BufferedReader out;
    private ExecutorFixture fixture;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(canUnshare(), "PID namespaces are not available");
        fixture = ExecutorFixture.create(folder);
        var command = new java.util.ArrayList<>(UNSHARE_COMMAND);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xlog:disable", // As launchers start it: warnings of the JVM would be lines of the protocol.
                "--add-opens=java.base/java.lang=ALL-UNNAMED", // As the manifest of the jar says.
                "-cp",
                System.getProperty("java.class.path"),
                "dev.codeagent.executor.ExecutorMain"));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("MCP_MODE", "executor");
        builder.environment().put("PROJECT_ID", "p");
        process = builder.start();
        in = process.outputWriter();
        out = process.inputReader();
    }

    private static boolean canUnshare() throws InterruptedException {
        try {
            var command = new java.util.ArrayList<>(UNSHARE_COMMAND);
            command.add("true");
            Process probe = new ProcessBuilder(command).start();
            return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private JsonObject request(JsonObject request) throws IOException {
        in.write(request + "\n");
        in.flush();
        return ExecutorFixture.parseJson(out.readLine()).getJsonObject("result");
    }

    private String callTool(String id, String tool, String command) throws IOException {
        return ExecutorFixture.resultText(
                request(ExecutorFixture.toolCallRequest(id, id, tool, ExecutorFixture.arguments("command", command))));
    }

    private void openWorkspace() throws IOException {
        request(Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", 1)
                .add("method", "codeagent/open")
                .add(
                        "params",
                        Json.createObjectBuilder()
                                .add("project", "p")
                                .add("run", "r")
                                .add("workspace", fixture.workspace().toString())
                                .add("results", fixture.results().toString()))
                .build());
    }

    @Test
    void collectsProcessesThatLostTheirParent() throws Exception {
        openWorkspace();

        assertThat(callTool(
                        "c1",
                        "run_command",
                        "for i in 1 2 3 4 5; do (setsid sleep 0.1 &); done; sleep 1.5; ps -eo stat,args; echo done"))
                .contains("done")
                .doesNotContain("defunct");
    }

    @Test
    void reportsExitCodesWhileItCollectsOthers() throws Exception {
        openWorkspace();

        for (int i = 1; i <= 20; i++) {
            assertThat(callTool("e" + i, "run_command", "(sleep 0 &); exit " + i))
                    .contains("exit code " + i);
        }
    }

    @Test
    void killsUnmarkedProcessesButNotBackgroundProcesses() throws Exception {
        openWorkspace();
        callTool("p1", "process_start", "sleep 4741 & wait");

        callTool("c1", "run_command", "(env -i setsid sleep 4742 &) ; sleep 0.2");

        assertThat(callTool("c2", "run_command", "ps -eo args; echo done"))
                .contains("sleep 4741", "done")
                .doesNotContain("sleep 4742");
        in.close();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.exists(fixture.results().resolve("c2.json"))).isTrue();
    }

    /** The end of a background process must not end a command that started after it. */
    @Test
    void aCommandSurvivesTheEndOfAnEarlierBackgroundProcess() throws Exception {
        openWorkspace();

        for (int i = 1; i <= 10; i++) {
            callTool("b" + i, "process_start", "sleep 0.4");
            assertThat(callTool("f" + i, "run_command", "for i in $(seq 60); do sleep 0.01; done; echo all"))
                    .startsWith("all\n");
        }
    }

    /** Such a process looks like a zombie, but its other threads continue. */
    @Test
    void killsProcessesWhoseFirstThreadEnded() throws Exception {
        openWorkspace();
        Files.writeString(fixture.workspace().resolve("leaderless.py"), """
                import ctypes, subprocess, threading, time
                def work():
                    while True:
                        subprocess.Popen(["sleep", "4743"], start_new_session=True)
                        time.sleep(0.2)
                threading.Thread(target=work).start()
                ctypes.CDLL(None).pthread_exit(None)
                """);

        for (int i = 1; i <= 3; i++) {
            assertThat(callTool(
                            "l" + i,
                            "run_command",
                            "setsid -f python3 leaderless.py >/dev/null 2>&1; sleep 1; echo ok"))
                    .contains("ok");
        }

        assertThat(callTool("l4", "run_command", "sleep 1; ps -eo stat,args; echo done"))
                .contains("done")
                .doesNotContain("sleep 4743", "defunct");
    }
}
