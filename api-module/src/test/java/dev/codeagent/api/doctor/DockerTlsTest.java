package dev.codeagent.api.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.net.MutualTls;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine behind TLS that wants to see a certificate. */
class DockerTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Path ours;
    private Path engines;

    @BeforeEach
    void makeCertificates() throws Exception {
        ours = identity("ours", "RSA");
        engines = identity("engines", "EC");
        trust(ours, engines);
        trust(engines, ours);
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** A key with a certificate of its own, which is its authority, too. */
    private Path identity(String name, String algorithm) throws Exception {
        Path home = Files.createDirectories(folder.resolve(name));
        Path store = home.resolve("store.p12");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:+UseSerialGC",
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        pem(home.resolve("cert.pem"), "CERTIFICATE", keys.getCertificate("own").getEncoded());
        pem(
                home.resolve("key.pem"),
                "PRIVATE KEY",
                keys.getKey("own", PASSWORD.toCharArray()).getEncoded());
        return home;
    }

    private static void pem(Path file, String name, byte[] content) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + name + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + name + "-----\n");
    }

    private static void trust(Path who, Path whom) throws IOException {
        Files.writeString(who.resolve("ca.pem"), Files.readString(whom.resolve("cert.pem")));
    }

    private List<Finding> check() throws Exception {
        SSLServerSocket server = (SSLServerSocket) MutualTls.of(engines)
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
        server.setNeedClientAuth(true);
        threads.execute(() -> {
            try (server) {
                while (true) {
                    try (var client = server.accept()) {
                        client.getInputStream().read(new byte[4096]);
                        client.getOutputStream()
                                .write("HTTP/1.0 200 OK\r\nServer: Docker/28.1.0 (linux)\r\n\r\n{}"
                                        .getBytes(StandardCharsets.US_ASCII));
                    } catch (javax.net.ssl.SSLException refused) {
                        continue;
                    }
                }
            } catch (IOException closed) {
                return;
            }
        });
        return DockerCheck.of(
                        Map.of(
                                "DOCKER_HOST",
                                "tcp://127.0.0.1:" + server.getLocalPort(),
                                "DOCKER_TLS_VERIFY",
                                "1",
                                "DOCKER_CERT_PATH",
                                ours.toString()),
                        folder)
                .look();
    }

    @Test
    void isFound() throws Exception {
        assertThat(check()).first().satisfies(f -> assertThat(f.found()).startsWith("Docker 28.1.0"));
    }

    @Test
    void isNotTrustedWithAnotherAuthority() throws Exception {
        trust(ours, ours);

        assertThat(check()).singleElement().satisfies(f -> {
            assertThat(f.found()).contains("TLS failed");
            assertThat(f.advice()).contains("ca.pem");
        });
    }

    @Test
    void namesTheFileThatIsMissingOrWrong() throws Exception {
        Files.writeString(ours.resolve("key.pem"), "nothing");
        assertThat(check().getFirst().found())
                .contains(ours.resolve("key.pem") + " holds no key that fits cert.pem: no private key in PEM");

        Files.delete(ours.resolve("key.pem"));
        assertThat(check().getFirst().found()).contains(ours.resolve("key.pem") + " is not there");
    }

    @Test
    void doesNotTellAKeysContent() throws Exception {
        Files.writeString(
                ours.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0c2VjcmV0\n-----END PRIVATE KEY-----\n");

        assertThat(check().getFirst().found()).contains("key.pem").doesNotContain("secret", "c2Vj");
    }
}
