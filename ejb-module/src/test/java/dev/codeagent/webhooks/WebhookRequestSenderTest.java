package dev.codeagent.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.codeagent.api.webhook.WebhookStore.Attempt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class WebhookRequestSenderTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static WebhookRequestSender sender(List<String> privateHosts, WebhookRequestSender.Resolver resolver)
            throws Exception {
        return new WebhookRequestSender(new WebhookAddressPolicy(privateHosts), SSLContext.getDefault(), resolver);
    }

    private static Attempt post(WebhookRequestSender sender, String url) {
        return sender.post(URI.create(url), Map.of(), "{}");
    }

    /** A name that had a public address when the webhook was stored. */
    @Test
    void connectsToNoPrivateAddressWhateverTheNameSays() throws Exception {
        try (var server = new ServerSocket(0, 5, LOOPBACK)) {
            server.setSoTimeout(1);
            Attempt attempt = post(
                    sender(List.of(), host -> List.of(LOOPBACK)), "https://rebound.example:" + server.getLocalPort());

            assertThat(attempt.error()).contains("127.0.0.1", "not public", "webhooks.privateHosts");
            org.assertj.core.api.Assertions.assertThatThrownBy(server::accept).isInstanceOf(IOException.class);
        }
    }

    /** A second answer of the name server, for the connection, would be another address. */
    @Test
    void resolvesANameOnce() throws Exception {
        var calls = new AtomicInteger();
        try (var receiver = new RecordingReceiver()) {
            Attempt attempt = post(
                    sender(List.of("hooks.house.test"), host -> {
                        calls.incrementAndGet();
                        return List.of(LOOPBACK);
                    }),
                    receiver.url().toString());

            assertThat(attempt.succeeded()).isTrue();
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void connectsToAnAllowedAddressOfSeveral() throws Exception {
        try (var receiver = new RecordingReceiver()) {
            InetAddress metadata = InetAddress.getByName("169.254.169.254");
            Attempt attempt = post(
                    sender(List.of("hooks.house.test"), host -> List.of(metadata, LOOPBACK)),
                    receiver.url().toString());

            assertThat(attempt.succeeded()).as(attempt.error()).isTrue();
        }
    }

    @Test
    void endsARequestWhoseAnswerNeverEnds() throws Exception {
        try (var server = new ServerSocket(0, 5, LOOPBACK)) {
            var slow = CompletableFuture.runAsync(() -> drip(server));
            WebhookRequestSender sender = sender(List.of("hooks.house.test"), host -> List.of(LOOPBACK));
            long begin = System.nanoTime();

            Attempt attempt = post(sender, "http://hooks.house.test:" + server.getLocalPort());

            assertThat(attempt.error()).contains("hooks.house.test", "not HTTP/1.1");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
            await().until(slow::isDone);
        }
    }

    /** Sends characters without the end of a line. */
    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            byte[] text = "x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(text);
        } catch (IOException e) {
            // The sender closed the connection, which is expected.
        }
    }

    @Test
    void skipsInterimAnswers() throws Exception {
        try (var server = new ServerSocket(0, 5, LOOPBACK)) {
            var answers = CompletableFuture.runAsync(() -> answer(
                    server,
                    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"));

            Attempt attempt = post(
                    sender(List.of("127.0.0.1"), host -> List.of(LOOPBACK)),
                    "http://127.0.0.1:" + server.getLocalPort());

            assertThat(attempt.status()).contains(202);
            await().until(answers::isDone);
        }
    }

    private static void answer(ServerSocket server, String text) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read();
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The sender closed the connection, which is expected.
        }
    }

    @Test
    void reportsAServerWithoutTls() throws Exception {
        try (var receiver = new RecordingReceiver()) {
            Attempt attempt = post(
                    sender(List.of("hooks.house.test"), host -> List.of(LOOPBACK)),
                    receiver.url().toString().replace("http:", "https:"));

            assertThat(attempt.error()).contains("hooks.house.test").doesNotContain("token=x");
            assertThat(receiver.received()).isEmpty();
        }
    }
}
