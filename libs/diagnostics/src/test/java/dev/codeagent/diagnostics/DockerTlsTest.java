package dev.codeagent.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.diagnostics.net.MutualTls;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests an engine that requires mutual TLS. */
class DockerTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    static Path keyDirectory;

    private static KeyStore someKey;
    private static KeyStore otherKey;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Path clientDirectory;
    private Path engineDirectory;

    @BeforeAll
    static void makeKeys() throws Exception {
        someKey = key("ours", "RSA", "-keysize", "2048");
        otherKey = key("engines", "EC");
    }

    @BeforeEach
    void createIdentities() throws Exception {
        clientDirectory = identity("ours", someKey);
        engineDirectory = identity("engines", otherKey);
        trust(clientDirectory, engineDirectory);
        trust(engineDirectory, clientDirectory);
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** A key with a self-signed certificate, which is also its authority. */
    private static KeyStore key(String name, String... algorithm) throws Exception {
        Path store = keyDirectory.resolve(name + ".p12");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair"));
        command.addAll(List.of("-alias", "own", "-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1", "-keyalg"));
        command.addAll(List.of(algorithm));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private Path identity(String name, KeyStore keys) throws Exception {
        Path home = Files.createDirectories(folder.resolve(name));
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

    private static void trust(Path directory, Path trusted) throws IOException {
        Files.writeString(directory.resolve("ca.pem"), Files.readString(trusted.resolve("cert.pem")));
    }

    private List<Finding> check() throws Exception {
        SSLServerSocket server = (SSLServerSocket) MutualTls.createContext(engineDirectory)
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
        return DockerCheck.from(
                        Map.of(
                                "DOCKER_HOST",
                                "tcp://127.0.0.1:" + server.getLocalPort(),
                                "DOCKER_TLS_VERIFY",
                                "1",
                                "DOCKER_CERT_PATH",
                                clientDirectory.toString()),
                        folder)
                .run();
    }

    @Test
    void findsTheEngineOverMutualTls() throws Exception {
        assertThat(check()).first().satisfies(f -> assertThat(f.found()).startsWith("Docker 28.1.0"));
    }

    @Test
    void rejectsACertificateOfAnotherAuthority() throws Exception {
        trust(clientDirectory, clientDirectory);

        assertThat(check()).singleElement().satisfies(f -> {
            assertThat(f.found()).contains("TLS failed");
            assertThat(f.advice()).contains("ca.pem");
        });
    }

    @Test
    void namesTheFileThatIsMissingOrWrong() throws Exception {
        Files.writeString(clientDirectory.resolve("key.pem"), "nothing");
        assertThat(check().getFirst().found())
                .contains(clientDirectory.resolve("key.pem")
                        + " contains no key that matches cert.pem: no private key in PEM");

        Files.delete(clientDirectory.resolve("key.pem"));
        assertThat(check().getFirst().found()).contains(clientDirectory.resolve("key.pem") + " does not exist");
    }

    @Test
    void doesNotRevealTheContentOfAKey() throws Exception {
        Files.writeString(
                clientDirectory.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0c2VjcmV0\n-----END PRIVATE KEY-----\n");

        assertThat(check().getFirst().found()).contains("key.pem").doesNotContain("secret", "c2Vj");
    }
}
