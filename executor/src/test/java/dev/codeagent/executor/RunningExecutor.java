package dev.codeagent.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.executor.mcp.McpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An executor that keeps running between messages. */
final class RunningExecutor implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final PipedWriter in = new PipedWriter();
    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final List<JsonObject> notifications = new ArrayList<>();
    private final Thread thread;
    private int lastId;

    RunningExecutor(String project) throws IOException {
        var reader = new PipedReader(in, 1 << 16);
        var pipe = new PipedOutputStream();
        var lines =
                new BufferedReader(new InputStreamReader(new PipedInputStream(pipe, 1 << 20), StandardCharsets.UTF_8));
        thread = Thread.ofPlatform().daemon().start(() -> {
            try (var handler = new WorkspaceRequestHandler(project);
                    var out = new PrintStream(pipe, false, StandardCharsets.UTF_8)) {
                new McpServer(handler, out).serve(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Thread.ofPlatform().daemon().start(() -> collectMessages(lines));
    }

    private void collectMessages(BufferedReader lines) {
        try {
            lines.lines().map(ExecutorFixture::parseJson).forEach(messages::add);
        } catch (UncheckedIOException e) {
            // The executor's thread, which writes to the pipe, ended.
        }
    }

    /** Starts an executor and opens its workspace. */
    static RunningExecutor openWorkspace(ExecutorFixture fixture) throws IOException {
        var executor = new RunningExecutor("");
        var params = Json.createObjectBuilder()
                .add("project", "p")
                .add("run", "r")
                .add("workspace", fixture.workspace().toString())
                .add("results", fixture.results().toString())
                .add("base", "HEAD")
                .add("timeoutSeconds", 60)
                .add("diskBytes", fixture.diskBytes());
        assertThat(executor.request("codeagent/open", params.build())).containsKey("result");
        return executor;
    }

    void send(String text) {
        try {
            in.write(text);
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void sendLine(String line) {
        send(line + "\n");
    }

    /** The next message that is not a notification. */
    JsonObject nextResponse() {
        try {
            while (true) {
                JsonObject message = messages.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                assertThat(message).as("a response within %s", TIMEOUT).isNotNull();
                if (!message.containsKey("method")) {
                    return message;
                }
                notifications.add(message);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    List<JsonObject> notifications() {
        return notifications;
    }

    List<JsonObject> pendingMessages() {
        return List.copyOf(messages);
    }

    JsonObject request(String method, JsonObject params) {
        sendLine(Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", ++lastId)
                .add("method", method)
                .add("params", params)
                .build()
                .toString());
        return nextResponse();
    }

    JsonObject call(String callId, String tool, Object... namesAndValues) {
        sendLine(ExecutorFixture.toolCallRequest("call", callId, tool, ExecutorFixture.arguments(namesAndValues))
                .toString());
        return nextResponse();
    }

    /** Executes a call with a new id and returns its result. */
    JsonObject result(String tool, Object... namesAndValues) {
        return call("call-" + System.nanoTime(), tool, namesAndValues).getJsonObject("result");
    }

    String resultText(String tool, Object... namesAndValues) {
        return ExecutorFixture.resultText(result(tool, namesAndValues));
    }

    /** Polls in the caller's thread, because a pipe fails when the thread that wrote to it has ended. */
    void await(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInSameThread()
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(10))
                .until(condition);
    }

    /** Closes the input and waits until the executor ends. */
    @Override
    public void close() throws Exception {
        in.close();
        thread.join(TIMEOUT);
        assertThat(thread.isAlive()).isFalse();
    }
}
