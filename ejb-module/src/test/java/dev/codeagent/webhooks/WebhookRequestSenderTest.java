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
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookRequestSenderTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static WebhookRequestSender sender(List<String> privateHosts, WebhookRequestSender.Resolver resolver)
            throws Exception {
        return new WebhookRequestSender(
                new WebhookAddressPolicy(privateHosts), SSLContext.getDefault(), resolver, LIMIT);
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
    void readsNoMoreThanTheHeadOfAnAnswer() throws Exception {
        try (var server = new ServerSocket(0, 5, LOOPBACK)) {
            var answers =
                    CompletableFuture.runAsync(() -> answer(server, "x".repeat(64 << 10)), Thread::startVirtualThread);

            Attempt attempt = post(
                    sender(List.of("127.0.0.1"), host -> List.of(LOOPBACK)),
                    "http://127.0.0.1:" + server.getLocalPort());

            assertThat(attempt.error()).contains("127.0.0.1", "not HTTP/1.1");
            await().until(answers::isDone);
        }
    }

    /** Each character arrives in time, and the line never ends. */
    @Test
    void endsARequestWhoseAnswerIsSlow() throws Exception {
        try (var server = new ServerSocket(0, 5, LOOPBACK)) {
            var slow = CompletableFuture.runAsync(() -> drip(server), Thread::startVirtualThread);
            var sender = new WebhookRequestSender(
                    new WebhookAddressPolicy(List.of("127.0.0.1")),
                    SSLContext.getDefault(),
                    host -> List.of(LOOPBACK),
                    Duration.ofMillis(200));
            var attempt =
                    CompletableFuture.supplyAsync(() -> post(sender, "http://127.0.0.1:" + server.getLocalPort()));

            await().until(() -> {
                sender.closeOverdue();
                return attempt.isDone();
            });
            assertThat(attempt.join().error()).contains("no answer of 127.0.0.1");
            await().until(slow::isDone);
        }
    }

    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            while (true) {
                socket.getOutputStream().write('x');
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
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
        try (var server = new ServerSocket(0, 5, LOOPBACK)) {
            var answers = CompletableFuture.runAsync(() -> answer(server, "HTTP/1.1 400 Bad Request\r\n\r\n"));

            Attempt attempt = post(
                    sender(List.of("127.0.0.1"), host -> List.of(LOOPBACK)),
                    "https://127.0.0.1:" + server.getLocalPort() + "/?token=x");

            assertThat(attempt.error())
                    .contains("no TLS connection to 127.0.0.1")
                    .doesNotContain("token=x");
            await().until(answers::isDone);
        }
    }

    @Test
    void verifiesTheCertificateAndItsName(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=hooks",
                        "-ext",
                        "san=dns:hooks.house.test",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, "changeit".toCharArray());
        var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(keys);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        var policy = new WebhookAddressPolicy(List.of("hooks.house.test", "other.house.test"));

        try (ServerSocket server = tls.getServerSocketFactory().createServerSocket(0, 5, LOOPBACK)) {
            var answers = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 3; i++) {
                    answer(server, "HTTP/1.1 200 OK\r\n\r\n");
                }
            });
            var trusting = new WebhookRequestSender(policy, tls, host -> List.of(LOOPBACK), LIMIT);
            String port = ":" + server.getLocalPort();

            assertThat(post(trusting, "https://hooks.house.test" + port).status())
                    .contains(200);
            assertThat(post(trusting, "https://other.house.test" + port).error())
                    .contains("no TLS connection to other.house.test");
            assertThat(post(sender(policy.privateHosts(), host -> List.of(LOOPBACK)), "https://hooks.house.test" + port)
                            .error())
                    .contains("no TLS connection to hooks.house.test");
            await().until(answers::isDone);
        }
    }
}
