package dev.codeagent.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.codeagent.cli.run.JsonLinesWriter;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.TerminalWriter;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApprovalPromptTest {
    private static final int SECONDS = 20;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final TypedKeys keyboard = new TypedKeys();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final AtomicLong now = new AtomicLong();
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
                new JsonLinesWriter(out, out), new TerminalWriter(out, false), () -> client, keyboard, now::get);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static JsonObject event(String type, String approval) {
        return Json.createObjectBuilder()
                .add("type", type)
                .add("approval", approval)
                .add("digest", "abc")
                .build();
    }

    private boolean press(char key) {
        now.addAndGet(ApprovalPrompt.READING_TIME.toNanos());
        return keyboard.press(key);
    }

    private String nextRequest() throws InterruptedException {
        return received.poll(SECONDS, TimeUnit.SECONDS);
    }

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void oneKeySendsTheDecisionWithTheDigestOfTheShownCall() throws Exception {
        prompt.onEvent(event("approval.requested", "run-1.c1"));
        press('Y');

        assertThat(nextRequest())
                .isEqualTo(
                        "/api/v1/approvals/run-1.c1 {\"decision\":\"approve\",\"scope\":\"once\",\"digest\":\"abc\"}");
    }

    @Test
    void otherKeysAreKeptForTheNextLine() throws Exception {
        prompt.onEvent(event("approval.requested", "run-1.c1"));

        assertThat(press('w')).isFalse();
        assertThat(press('\r')).isFalse();

        now.addAndGet(ApprovalPrompt.TYPING_PAUSE.toNanos());
        assertThat(press('n')).isTrue();

        assertThat(nextRequest()).contains("\"decision\":\"deny\"");
        assertThat(received).isEmpty();
    }

    @Test
    void aKeyBeforeTheQuestionCanBeReadIsNoAnswer() throws Exception {
        prompt.onEvent(event("approval.requested", "run-1.c1"));

        assertThat(keyboard.press('y')).isFalse();
        now.addAndGet(ApprovalPrompt.TYPING_PAUSE.toNanos());
        assertThat(press('n')).isTrue();

        assertThat(nextRequest()).contains("\"decision\":\"deny\"");
    }

    @Test
    void wordsThatAreTypedWhileTheQuestionAppearsAnswerNothing() {
        prompt.onEvent(event("approval.requested", "run-1.c1"));
        for (char key : "and try a day".toCharArray()) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));

            assertThat(keyboard.press(key)).as("%s", key).isFalse();
        }
        assertThat(received).isEmpty();
    }

    @Test
    void aKeyThatIsPressedAgainAndAgainAnswersInTheEnd() throws Exception {
        prompt.onEvent(event("approval.requested", "run-1.c1"));
        for (int i = 0; i < 10; i++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
            keyboard.press('y');
        }

        assertThat(nextRequest()).contains("approve");
    }

    @Test
    void showsTheWholeCallAndAsksAgain() throws Exception {
        prompt.onEvent(Json.createObjectBuilder(event("approval.requested", "run-1.c1"))
                .add("tool", "run_command")
                .add("arguments", "{\"command\":\"rm -r build\\u001b[2J\"}")
                .build());
        press('d');
        press('y');

        assertThat(nextRequest()).contains("approve");
        assertThat(shown()).contains("command: rm -r build").doesNotContain("\u001b[2J");
        assertThat(shown().split("allow it\\?")).hasSize(3);
    }

    @Test
    void asksAboutTheNextApprovalAfterADecision() throws Exception {
        prompt.onEvent(event("approval.requested", "run-1.c1"));
        press('a');
        assertThat(nextRequest()).contains("c1", "session");
        prompt.onEvent(event("approval.answered", "run-1.c1"));

        prompt.onEvent(event("approval.requested", "run-1.c2"));
        press('r');

        assertThat(nextRequest()).contains("c2", "rule");
    }

    @Test
    void asksNoLongerWhenAnotherClientAnswered() {
        prompt.onEvent(event("approval.requested", "run-1.c1"));
        prompt.onEvent(event("approval.answered", "run-1.c1"));

        assertThat(press('y')).isFalse();
        assertThat(received).isEmpty();
    }

    /** A keyboard without a terminal. */
    private static final class TypedKeys implements Interaction {
        private Optional<KeyHandler> handler = Optional.empty();

        boolean press(char key) {
            return handler.map(h -> h.handle(key)).orElse(false);
        }

        @Override
        public boolean isAttended() {
            return true;
        }

        @Override
        public boolean isSession() {
            return true;
        }

        @Override
        public KeyboardFocus listen(KeyHandler newHandler) {
            handler = Optional.of(newHandler);
            return () -> handler = Optional.empty();
        }

        @Override
        public KeyboardFocus showTyped(Consumer<List<String>> display) {
            return () -> {}; // Nothing is typed.
        }

        @Override
        public Optional<LineInput> lineInput() {
            return Optional.empty();
        }

        @Override
        public void runStarted(String run) {
            // No command follows.
        }
    }
}
