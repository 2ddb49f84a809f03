package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class JsonRpcClientTest {
    private static final ThreadFactory THREADS = Thread.ofVirtual().factory();
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofSeconds(5);

    /** Accepts all input, also when nobody reads it any more, like the streams of an engine. */
    private record TestTransport(InputStream stdout, OutputStream stdin) implements ExecutorTransport {
        TestTransport(InputStream output) {
            this(output, OutputStream.nullOutputStream());
        }

        @Override
        public InputStream stderr() {
            return new ByteArrayInputStream("killed\n".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String exitDescription() {
            return "with exit code 137";
        }

        @Override
        public void destroy() {
            // There is no process to stop.
        }
    }

    private static void assertLost(JsonRpcClient rpc) {
        assertTimeoutPreemptively(
                SOON,
                () -> assertThatThrownBy(() -> rpc.request("ping", JsonValue.EMPTY_JSON_OBJECT, LONG))
                        .isInstanceOfSatisfying(AgentException.class, e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_LOST);
                            assertThat(e.getMessage()).contains("exit code 137");
                        }));
    }

    @Test
    void failsRequestsSentAfterTheExecutorExited() throws Exception {
        var readers = new ArrayList<Thread>();
        var rpc = new JsonRpcClient(new TestTransport(InputStream.nullInputStream()), reader -> {
            readers.add(THREADS.newThread(reader));
            return readers.getLast();
        });
        for (Thread reader : readers) {
            reader.join();
        }

        assertLost(rpc);
    }

    @Test
    void failsPendingRequestsWhenTheExecutorExits() throws IOException {
        var end = new PipedOutputStream();
        // The executor exits when it receives a request; the line before has no braces.
        var requests = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (b == '}') {
                    end.close();
                }
            }
        };
        var rpc = new JsonRpcClient(new TestTransport(new PipedInputStream(end), requests), THREADS);

        assertLost(rpc);
    }

    /** Answers each line as the executor does: ignores blank lines, and answers invalid ones with an error. */
    private static void serve(BufferedReader lines, OutputStream answers) {
        try (answers) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    answers.write((answer(line) + "\n").getBytes(StandardCharsets.UTF_8));
                    answers.flush();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(String line) {
        try (var json = Json.createReader(new StringReader(line))) {
            return "{\"jsonrpc\":\"2.0\",\"id\":" + json.readObject().get("id") + ",\"result\":{}}";
        } catch (JsonException e) {
            return "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"not JSON\"}}";
        }
    }

    @Test
    void recoversFromAPartialLineLeftByAKilledClient() throws IOException {
        var partialLine = new ByteArrayInputStream("{\"jsonrpc\":\"2.0\",\"me".getBytes(StandardCharsets.UTF_8));
        var input = new PipedOutputStream();
        var lines = new BufferedReader(new InputStreamReader(
                new SequenceInputStream(partialLine, new PipedInputStream(input)), StandardCharsets.UTF_8));
        var answers = new PipedOutputStream();
        var output = new PipedInputStream(answers);
        THREADS.newThread(() -> serve(lines, answers)).start();

        var rpc = new JsonRpcClient(new TestTransport(output, input), THREADS);

        assertThat(rpc.request("initialize", JsonValue.EMPTY_JSON_OBJECT, SOON)).isEmpty();
    }

    @Test
    void progressIsOfTheFormOfTheProtocolOrIgnored() throws Exception {
        String head = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/";
        String lines =
                head + "progress\",\"params\":{\"progressToken\":\"c1\",\"progress\":1,\"message\":\"hello\\n\"}}\n"
                        + head + "progress\",\"params\":{\"progressToken\":1,\"message\":\"other token\"}}\n"
                        + head + "progress\",\"params\":[]}\n"
                        + head + "message\",\"params\":{\"progressToken\":\"c1\",\"message\":\"other method\"}}\n";
        var received = new ArrayList<String>();
        var readers = new ArrayList<Thread>();
        var stdout = new PipedInputStream();
        var writer = new PipedOutputStream(stdout);
        var rpc = new JsonRpcClient(new TestTransport(stdout), reader -> {
            readers.add(THREADS.newThread(reader));
            return readers.getLast();
        });
        rpc.onProgress((token, text) -> received.add(token + ": " + text));

        writer.write(lines.getBytes(StandardCharsets.UTF_8));
        writer.close();
        for (Thread reader : readers) {
            reader.join();
        }

        assertThat(received).containsExactly("c1: hello\n");
    }
}
