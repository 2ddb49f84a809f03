package dev.codeagent.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.diagnostics.Finding.Level;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerCheckTest {
    private static final String PING =
            "HTTP/1.0 200 OK\r\nApi-Version: 1.41\r\nServer: Docker/20.10.24 (linux)\r\n\r\nOK";
    private static final String IMAGE = "/images/codeagent/sandbox/json";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** An engine on a Unix socket; for an empty answer it never responds. */
    private Path engine(UnaryOperator<String> answers) throws IOException {
        Path socket = folder.resolve("docker.sock");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        threads.execute(() -> {
            try (server) {
                while (true) {
                    SocketChannel client = server.accept();
                    ByteBuffer request = ByteBuffer.allocate(4096);
                    client.read(request);
                    String path =
                            new String(request.array(), 0, request.position(), StandardCharsets.US_ASCII).split(" ")[1];
                    String answer = answers.apply(path);
                    if (!answer.isEmpty()) {
                        client.write(StandardCharsets.US_ASCII.encode(answer));
                        client.close();
                    }
                }
            } catch (IOException closed) {
                return;
            }
        });
        return socket;
    }

    private List<Finding> check(String dockerHost) {
        return check(dockerHost, Duration.ofSeconds(30));
    }

    private List<Finding> check(String dockerHost, Duration timeout) {
        var environment = Map.of("DOCKER_HOST", dockerHost);
        return new DockerCheck(DockerEngineProbe.from(environment, folder, timeout), true).run();
    }

    private Finding warning(String dockerHost) {
        return warning(check(dockerHost));
    }

    private static Finding warning(List<Finding> findings) {
        assertThat(findings)
                .singleElement()
                .satisfies(f -> assertThat(f.level()).isEqualTo(Level.WARN))
                .satisfies(f -> assertThat(f.lost()).contains("sandboxes in containers"))
                .satisfies(f -> assertThat(f.advice()).isNotEmpty());
        return findings.getFirst();
    }

    @Test
    void findsEngineAndImage() throws IOException {
        Path socket = engine(path -> path.equals(IMAGE) ? "HTTP/1.1 200 OK\r\n\r\n{}" : PING);

        assertThat(check("unix://" + socket))
                .containsExactly(
                        Finding.ok("docker", "Docker 20.10.24 (API 1.41) at DOCKER_HOST unix://" + socket),
                        Finding.ok("image", "codeagent/sandbox exists"));
    }

    @Test
    void reportsPodmanByItsProductName() throws IOException {
        Path socket = engine(path -> path.equals(IMAGE)
                ? "HTTP/1.1 200 OK\r\n\r\n{}"
                : "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nServer: Libpod/4.3.1 (linux)\r\n\r\nOK");

        assertThat(check("unix://" + socket).getFirst().found()).startsWith("Podman 4.3.1 (API 1.41) at");
    }

    @Test
    void warnsWhenTheSandboxImageIsMissing() throws IOException {
        Path socket = engine(path -> path.equals(IMAGE) ? "HTTP/1.1 404 Not Found\r\n\r\n{}" : PING);

        Finding image = check("unix://" + socket).getLast();

        assertThat(image.level()).isEqualTo(Level.WARN);
        assertThat(image.found()).isEqualTo("codeagent/sandbox does not exist");
        assertThat(image.advice()).contains("executor/image.sh");
    }

    @Test
    void doesNotWaitForAnEngineThatHangs() throws IOException {
        List<Finding> findings = check("unix://" + engine(path -> ""), Duration.ofMillis(500));

        assertThat(warning(findings).found()).contains("no answer within");
    }

    @Test
    void reportsAMissingEngine() throws IOException {
        Path stale = folder.resolve("stale.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(stale));
        }

        assertThat(warning("unix://" + folder.resolve("none.sock")).found()).startsWith("no engine at DOCKER_HOST");
        assertThat(warning("unix://" + stale).found()).contains("refused");
        assertThat(warning("tcp://127.0.0.1:1").found()).contains("refused");
    }

    @Test
    void reportsAServerThatDoesNotSpeakHttp() throws IOException {
        assertThat(warning("unix://" + engine(path -> "SSH-2.0-OpenSSH\r\n")).found())
                .contains("does not answer with HTTP");
    }

    @Test
    void reportsAnHttpErrorOfTheEngine() throws IOException {
        assertThat(warning("unix://" + engine(path -> "HTTP/1.1 503 Busy\r\n\r\n"))
                        .found())
                .contains("HTTP 503");
    }

    @Test
    void reportsAnUnsupportedAddressScheme() {
        assertThat(warning("ssh://me@builder").found()).contains("ssh://me@builder", "cannot be checked here");
    }

    @Test
    void findsTheSocketOfAUsersEngine() throws IOException {
        Path desktop = Files.createFile(
                Files.createDirectories(folder.resolve(".docker/run")).resolve("docker.sock"));

        DockerEngineProbe found =
                DockerEngineProbe.from(Map.of("XDG_RUNTIME_DIR", "/nowhere"), folder, Duration.ofSeconds(1));

        assertThat(found.address()).isIn("unix://" + desktop, "unix:///var/run/docker.sock");
        assertThat(DockerEngineProbe.from(Map.of("DOCKER_HOST", "tcp://h:1"), folder, Duration.ofSeconds(1))
                        .address())
                .isEqualTo("tcp://h:1");
    }
}
