package dev.codeagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An executor that a hostile program controls: a malformed answer fails its own request, and later ones work. */
class HostileExecutorTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Answers a request; {@code ID} in the text stands for its id. */
    private interface Script {
        void answer(JsonObject request, OutputStream out) throws IOException;
    }

    private record ScriptedTransport(InputStream stdout, OutputStream stdin) implements ExecutorTransport {
        @Override
        public InputStream stderr() {
            return InputStream.nullInputStream();
        }

        @Override
        public String exitDescription() {
            return "with exit code 1";
        }

        @Override
        public void destroy() {
            // There is no process to stop.
        }
    }

    private static JsonRpcClient client(Script script) {
        try {
            var requests = new PipedOutputStream();
            var lines =
                    new BufferedReader(new InputStreamReader(new PipedInputStream(requests), StandardCharsets.UTF_8));
            var answers = new PipedOutputStream();
            var stdout = new PipedInputStream(answers, 1 << 16);
            Thread.ofVirtual().start(() -> serve(lines, answers, script));
            return new JsonRpcClient(
                    new ScriptedTransport(stdout, requests), Thread.ofVirtual().factory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serve(BufferedReader lines, OutputStream answers, Script script) {
        try (answers) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    JsonObject request = read(line);
                    script.answer(request, answers);
                    answers.flush();
                }
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    private static JsonObject read(String line) {
        try (var json = Json.createReader(new StringReader(line))) {
            return json.readObject();
        }
    }

    private static void write(OutputStream out, JsonObject request, String line) throws IOException {
        out.write((line.replace("ID", request.get("id").toString()) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Answers the method {@code bad} with the line, all others correctly. */
    private static JsonRpcClient answeringBadWith(String line) {
        return client((request, out) -> write(
                out,
                request,
                request.getString("method").equals("bad") ? line : "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{}}"));
    }

    private static JsonObject request(JsonRpcClient rpc, String method) {
        return rpc.request(method, JsonValue.EMPTY_JSON_OBJECT, LONG);
    }

    private static void assertBadFailsAndOthersWork(JsonRpcClient rpc, String message) {
        assertTimeoutPreemptively(SOON, () -> {
            assertThat(request(rpc, "good")).isEmpty();
            assertThatThrownBy(() -> request(rpc, "bad"))
                    .isInstanceOfSatisfying(
                            AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_FAILED))
                    .hasMessageContaining(message);
            assertThat(request(rpc, "good")).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"text\":\"cut",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":}",
                "{\"result\":{\"text\":\"the id is unknown",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"n\":1e999999999}}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID",
                "{"
            })
    void aMalformedAnswerFailsItsRequest(String line) {
        assertBadFailsAndOthersWork(answeringBadWith(line), "the answer of the executor is ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":ID}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":null}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":[]}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\"text\",\"error\":null}"
            })
    void anAnswerWithoutResultFailsItsRequest(String line) {
        assertBadFailsAndOthersWork(answeringBadWith(line), "to bad has no result");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":\"ID\",\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":999999,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":-1,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1e300,\"result\":{}}"
            })
    void anAnswerToNoRequestFailsTheOneThatWaits(String line) {
        assertBadFailsAndOthersWork(answeringBadWith(line), "answered a request that was not sent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":1,\"message\":\"no\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":\"text\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"message\":[]}}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"too long\"}}"
            })
    void anErrorOfAnyFormFailsItsRequest(String line) {
        assertBadFailsAndOthersWork(answeringBadWith(line), "the executor ");
    }

    @Test
    void deepNestingFailsItsRequest() {
        String line =
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}}";

        assertBadFailsAndOthersWork(answeringBadWith(line), "nested too deeply");
    }

    @Test
    void aLineOfSeventyMegabytesFailsItsRequest() {
        byte[] block = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        var large = client((request, out) -> {
            if (!request.getString("method").equals("bad")) {
                write(out, request, "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{}}");
                return;
            }
            out.write(("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"result\":{\"text\":\"")
                    .getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 70; i++) {
                out.write(block);
            }
            out.write("\"}}\n".getBytes(StandardCharsets.UTF_8));
        });

        assertBadFailsAndOthersWork(large, "larger than " + JsonRpcClient.MAX_ANSWER_CHARS + " characters");
    }

    @Test
    void onlyAPatchMayBeLarge() {
        var rpc = answeringBadWith("{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"text\":\""
                + "x".repeat(JsonRpcClient.MAX_ANSWER_CHARS) + "\"}}");

        assertBadFailsAndOthersWork(rpc, "is larger than " + JsonRpcClient.MAX_ANSWER_CHARS);
        JsonObject patch = assertTimeoutPreemptively(
                SOON, () -> rpc.request("bad", JsonValue.EMPTY_JSON_OBJECT, LONG, JsonRpcClient.MAX_PATCH_CHARS));
        assertThat(patch.getString("text")).hasSize(JsonRpcClient.MAX_ANSWER_CHARS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "noise\n{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"n\":1}}",
                "\n\n[]\n7\n{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"n\":1}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"n\":1}}",
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"n\":1}}\n{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"n\":2}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"n\":1}}"
            })
    void linesThatAreNoAnswersAndDuplicatesAreIgnored(String lines) {
        var rpc = answeringBadWith(lines);

        assertTimeoutPreemptively(SOON, () -> {
            assertThat(request(rpc, "good")).isEmpty();
            assertThat(request(rpc, "bad").getInt("n")).isEqualTo(1);
            assertThat(request(rpc, "good")).isEmpty();
        });
    }

    @Test
    void onlyTheRequestOfAMalformedAnswerFails() throws Exception {
        var waiting = new CountDownLatch(1);
        var answerSlow = new CompletableFuture<Runnable>();
        var rpc = client((request, out) -> {
            switch (request.getString("method")) {
                case "slow" -> {
                    answerSlow.complete(() -> {
                        try {
                            write(out, request, "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"n\":1}}");
                            out.flush();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
                    waiting.countDown();
                }
                case "bad" -> write(out, request, "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":");
                default -> write(out, request, "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{}}");
            }
        });
        CompletableFuture<JsonObject> slow = CompletableFuture.supplyAsync(() -> request(rpc, "slow"));
        waiting.await();

        assertBadFailsAndOthersWork(rpc, "the answer of the executor is ");
        answerSlow.get().run();

        assertThat(slow.get().getInt("n")).isEqualTo(1);
    }

    @Test
    void anExecutorThatIsKilledWithinALineIsLost() {
        var rpc = client((request, out) -> {
            out.write(
                    ("{\"jsonrpc\":\"2.0\",\"id\":" + request.get("id") + ",\"resu").getBytes(StandardCharsets.UTF_8));
            out.close();
        });

        assertTimeoutPreemptively(
                SOON,
                () -> assertThatThrownBy(() -> request(rpc, "bad"))
                        .isInstanceOfSatisfying(
                                AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_LOST)));
    }

    @Test
    void endlessNoiseIsNotKept() {
        var rpc = client((request, out) -> {
            for (int i = 0; i < 20_000; i++) {
                out.write(("noise " + i + "x".repeat(300) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            out.close();
        });

        assertTimeoutPreemptively(
                SOON,
                () -> assertThatThrownBy(() -> request(rpc, "bad"))
                        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(5_000)));
    }

    @Test
    void replacesLoneSurrogatesInResults() {
        var rpc = answeringBadWith("{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"text\":\"a\\ud800b\"}}");

        assertThat(request(rpc, "bad").getString("text")).isEqualTo("a\uFFFDb");
    }
}
