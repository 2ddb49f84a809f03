package dev.codeagent.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.cli.run.JsonLinesWriter;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.TerminalWriter;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApprovalPromptTest {
    private static final int SECONDS = 20;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final PipedWriter keyboard = new PipedWriter();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private HttpServer server;
    private ApprovalPrompt prompt;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(exchange.getRequestURI() + " " + body);
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        var out = new PrintStream(shown, true, StandardCharsets.UTF_8);
        var client = RestClient.forHealth(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        prompt = new ApprovalPrompt(
                        new JsonLinesWriter(out, out),
                        new TerminalWriter(out, false),
                        () -> client,
                        new BufferedReader(new PipedReader(keyboard)))
                .startReading();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(0);
        keyboard.close();
    }

    private static JsonObject event(String type, String approval) {
        return Json.createObjectBuilder()
                .add("type", type)
                .add("approval", approval)
                .add("digest", "abc")
                .build();
    }

    private void typeLine(String line) throws IOException {
        keyboard.write(line + "\n");
        keyboard.flush();
    }

    private String nextRequest() throws InterruptedException {
        return received.poll(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void sendsTheTypedDecisionWithTheDigestOfTheShownCall() throws Exception {
        prompt.onEvent(event("approval.requested", "run-1.c1"));
        typeLine("Y");

        assertThat(nextRequest())
                .isEqualTo(
                        "/api/v1/approvals/run-1.c1 {\"decision\":\"approve\",\"scope\":\"once\",\"digest\":\"abc\"}");
    }

    @Test
    void promptsAgainAfterInvalidInput() throws Exception {
        prompt.onEvent(event("approval.requested", "run-1.c1"));
        typeLine("what?");
        typeLine("n");

        assertThat(nextRequest()).contains("\"decision\":\"deny\"");
        assertThat(shown.toString(StandardCharsets.UTF_8).split("allow it\\?")).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void promptsForTheNextApprovalAfterADecision() throws Exception {
        prompt.onEvent(event("approval.requested", "run-1.c1"));
        typeLine("s");
        assertThat(nextRequest()).contains("c1", "session");
        prompt.onEvent(event("approval.answered", "run-1.c1"));

        prompt.onEvent(event("approval.requested", "run-1.c2"));
        typeLine("r");

        assertThat(nextRequest()).contains("c2", "rule");
    }
}
