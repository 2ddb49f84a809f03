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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An executor that lives while it is spoken to. */
final class LiveExecutor implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PipedWriter in = new PipedWriter();
    private final BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
    private final List<JsonObject> notifications = new ArrayList<>();
    private final Thread thread;
    private int ids;

    LiveExecutor(String project) throws IOException {
        var reader = new PipedReader(in, 1 << 16);
        var pipe = new PipedOutputStream();
        var lines =
                new BufferedReader(new InputStreamReader(new PipedInputStream(pipe, 1 << 20), StandardCharsets.UTF_8));
        thread = Thread.ofPlatform().daemon().start(() -> {
            try (var executor = new Executor(project);
                    var out = new PrintStream(pipe, false, StandardCharsets.UTF_8)) {
                new McpServer(executor, out).serve(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Thread.ofPlatform().daemon().start(() -> collect(lines));
    }

    private void collect(BufferedReader lines) {
        try {
            lines.lines().map(Session::json).forEach(answers::add);
        } catch (UncheckedIOException e) {
            // The pipe's other end is a thread of the executor, which ended.
        }
    }

    /** One whose workspace is open. */
    static LiveExecutor over(Session session) throws IOException {
        var executor = new LiveExecutor("");
        var params = Json.createObjectBuilder()
                .add("project", "p")
                .add("run", "r")
                .add("workspace", session.workspace().toString())
                .add("results", session.results().toString())
                .add("base", "HEAD")
                .add("timeoutSeconds", 60)
                .add("diskBytes", session.diskBytes());
        assertThat(executor.ask("codeagent/open", params.build())).containsKey("result");
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

    /** The next message that is no notification. */
    JsonObject next() {
        try {
            while (true) {
                JsonObject message = answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(message).as("an answer within %s", LIMIT).isNotNull();
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

    List<JsonObject> pending() {
        return List.copyOf(answers);
    }

    JsonObject ask(String method, JsonObject params) {
        sendLine(Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", ++ids)
                .add("method", method)
                .add("params", params)
                .build()
                .toString());
        return next();
    }

    JsonObject call(String callId, String tool, Object... namesAndValues) {
        sendLine(Session.request("call", callId, tool, Session.arguments(namesAndValues))
                .toString());
        return next();
    }

    /** The result of a call with an id of its own. */
    JsonObject result(String tool, Object... namesAndValues) {
        return call("call-" + System.nanoTime(), tool, namesAndValues).getJsonObject("result");
    }

    String text(String tool, Object... namesAndValues) {
        return Session.text(result(tool, namesAndValues));
    }

    void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for %s", LIMIT).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Ends its input and waits for its end. */
    @Override
    public void close() throws Exception {
        in.close();
        thread.join(LIMIT);
        assertThat(thread.isAlive()).isFalse();
    }
}
