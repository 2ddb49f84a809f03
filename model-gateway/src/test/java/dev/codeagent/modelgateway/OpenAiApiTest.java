package dev.codeagent.modelgateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The OpenAI API. */
class OpenAiApiTest extends GatewayFixture {
    @Test
    void listsTheModelsWithTheirStateAndStartsThemOnDemand() throws Exception {
        assertThat(get("/v1/models").body()).contains("\"id\":\"coder\"", "\"state\":\"stopped\"");

        HttpResponse<String> answer = post("/v1/chat/completions", CHAT_REQUEST);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("hello");
        assertThat(get("/v1/models/coder").body()).contains("\"state\":\"ready\"");
        assertThat(get("/v1/models/alias").body()).contains("\"state\":\"stopped\"");
    }

    @Test
    void replacesTheModelNameByTheServedName() throws Exception {
        post("/v1/chat/completions", "{\"model\": \"alias\"}");

        assertThat(receivedRequest.get(5, TimeUnit.SECONDS).getString("model")).isEqualTo("its-own-name");
    }

    @Test
    void forwardsAStreamWithoutBuffering() throws Exception {
        var firstEventSeen = new CountDownLatch(1);
        modelServer = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("data: one\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await(firstEventSeen);
            exchange.getResponseBody().write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        };

        HttpResponse<InputStream> answer =
                http.send(request("/v1/chat/completions", STREAM_REQUEST), HttpResponse.BodyHandlers.ofInputStream());

        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(lines.readLine()).isEqualTo("data: one");
            firstEventSeen.countDown();
            assertThat(lines.lines()).contains("data: [DONE]");
        }
    }

    @Test
    void sendsKeepAliveCommentsAndThenTheErrorInTheStream() throws Exception {
        gateway.close();
        keepAliveInterval = Duration.ofMillis(1);
        startGateway(Optional.empty());
        var firstEventSeen = new CountDownLatch(1);
        modelServer = exchange -> {
            await(firstEventSeen);
            send(exchange, 400, "{\n\"error\": {\"message\": \"the context is full\"}\n}");
        };

        HttpResponse<InputStream> answer =
                http.send(request("/v1/chat/completions", STREAM_REQUEST), HttpResponse.BodyHandlers.ofInputStream());

        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo(": waiting");
            firstEventSeen.countDown();
            assertThat(lines.lines().filter(l -> l.startsWith("data:")))
                    .containsExactly("data: { \"error\": {\"message\": \"the context is full\"} }");
        }
    }

    @Test
    void closesTheUpstreamConnectionWhenTheCallerDisconnects() throws Exception {
        var disconnected = new CountDownLatch(1);
        modelServer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write("data: more\n\n".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
            } catch (IOException e) {
                disconnected.countDown();
                throw e;
            }
        };

        try (var caller = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            caller.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                    + STREAM_REQUEST.length() + "\r\n\r\n" + STREAM_REQUEST)
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(caller.getInputStream().read()).isEqualTo('H');
        }

        assertThat(disconnected.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void forwardsErrorsOfTheModelServer() throws Exception {
        modelServer = exchange -> send(exchange, 400, "{\"error\": {\"message\": \"the context is full\"}}");

        HttpResponse<String> answer = post("/v1/chat/completions", CHAT_REQUEST);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("the context is full");
    }

    @Test
    void restartsAModelWhoseServerIsUnreachable() throws Exception {
        URI workingAddress = runner.address;
        runner.onStart = () -> {
            boolean first = runner.started.get() == 0;
            runner.address = first ? URI.create("http://127.0.0.1:9") : workingAddress;
            runner.status = first
                    ? new ModelRunner.ContainerStatus(false, 139, false, "")
                    : ModelRunner.ContainerStatus.RUNNING;
        };

        assertThat(post("/v1/chat/completions", CHAT_REQUEST).statusCode()).isEqualTo(200);
        assertThat(runner.started).hasValue(2);
    }

    @Test
    void reportsOutOfMemoryInTheStream() throws Exception {
        modelServer = exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("data: one\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            runner.status = new ModelRunner.ContainerStatus(false, 137, true, "");
        };

        String answer = post("/v1/chat/completions", STREAM_REQUEST).body();

        assertThat(answer).startsWith("data: one\n\ndata: {\"error\":").contains("\"code\":\"out_of_memory\"");
        assertThat(answer).doesNotContain("[DONE]");
    }

    @Test
    void reportsFailuresInOpenAiFormat() throws Exception {
        failStartWith(
                ErrorCode.SANDBOX_FAILED,
                "Docker (unix:///x) failed at start: could not select device driver \"\" with"
                        + " capabilities: [[gpu]]; install the GPU runtime");
        assertError(
                post("/v1/chat/completions", CHAT_REQUEST),
                503,
                "server_error",
                "no_gpu_runtime",
                "install the GPU runtime");
        failStartWith(
                ErrorCode.SANDBOX_FAILED,
                "Docker (unix:///x) failed at engine: No such file or directory; start the engine");
        assertError(post("/v1/chat/completions", CHAT_REQUEST), 503, "server_error", "no_engine", "start the engine");
        runner.startFailure = GatewayError.NO_IMAGE.exceptionFor("model coder:", "some/image:1; load it");
        assertError(
                post("/v1/chat/completions", CHAT_REQUEST),
                503,
                "server_error",
                "no_image",
                "no such image some/image:1");
        runner.startFailure =
                GatewayError.MODEL_FILE_MISSING.exceptionFor("model coder: x.gguf", "llm-models; copy it");
        assertError(
                post("/v1/chat/completions", CHAT_REQUEST),
                503,
                "server_error",
                "model_file_missing",
                "x.gguf is not in the volume");
        assertError(
                post("/v1/chat/completions", "{\"model\": \"other\"}"),
                404,
                "invalid_request_error",
                "model_not_found",
                "(configured: coder, alias)");
        assertError(
                post("/v1/chat/completions", "{"),
                400,
                "invalid_request_error",
                "invalid_request",
                "not a JSON object");
        assertError(get("/v1/nothing"), 400, "invalid_request_error", "invalid_request", "/v1/nothing");
    }

    private void failStartWith(ErrorCode code, String message) {
        runner.startFailure = new AgentException(code, message);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
