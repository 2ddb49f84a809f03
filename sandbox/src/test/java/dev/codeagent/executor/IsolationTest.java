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

/** The program itself, as the first process of a namespace of its own: left out where none can be made. */
class IsolationTest {
    private static final List<String> NAMESPACE = List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

    @TempDir
    Path folder;

    private Process process;
    private Writer in;
    private BufferedReader out;
    private Session session;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(works(), "process namespaces cannot be made here");
        session = Session.in(folder);
        var command = new java.util.ArrayList<>(NAMESPACE);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
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

    private static boolean works() throws InterruptedException {
        try {
            var command = new java.util.ArrayList<>(NAMESPACE);
            command.add("true");
            Process trial = new ProcessBuilder(command).start();
            return trial.waitFor(10, TimeUnit.SECONDS) && trial.exitValue() == 0;
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

    private JsonObject ask(JsonObject request) throws IOException {
        in.write(request + "\n");
        in.flush();
        return Session.json(out.readLine()).getJsonObject("result");
    }

    private String run(String id, String tool, String command) throws IOException {
        return Session.text(ask(Session.request(id, id, tool, Session.arguments("command", command))));
    }

    @Test
    void endsWhatHidesFromItsMarkButNotWhatIsMeantToLive() throws Exception {
        ask(Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", 1)
                .add("method", "codeagent/open")
                .add(
                        "params",
                        Json.createObjectBuilder()
                                .add("project", "p")
                                .add("run", "r")
                                .add("workspace", session.workspace().toString())
                                .add("results", session.results().toString()))
                .build());
        run("p1", "process_start", "sleep 4741 & wait");

        run("c1", "run_command", "(env -i setsid sleep 4742 &) ; sleep 0.2");

        assertThat(run("c2", "run_command", "ps -eo args; echo done"))
                .contains("sleep 4741", "done")
                .doesNotContain("sleep 4742");
        in.close();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.exists(session.results().resolve("c2.json"))).isTrue();
    }
}
