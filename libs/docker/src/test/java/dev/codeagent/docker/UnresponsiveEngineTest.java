package dev.codeagent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class UnresponsiveEngineTest {
    private static final String PONG = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";
    private static final String IMAGE = "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** An engine that accepts every connection, answers pings or not, and answers other calls after the delay. */
    private DockerEngineClient engine(boolean answersPings, Duration answersAfter) throws IOException {
        Path socket = folder.resolve("d.sock");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        threads.execute(() -> {
            try (server) {
                while (true) {
                    SocketChannel client = server.accept();
                    threads.execute(() -> serve(client, answersPings, answersAfter));
                }
            } catch (IOException closed) {
                return;
            }
        });
        return new DockerEngineClient(
                DockerConnection.withoutTls("unix://" + socket),
                Thread.ofPlatform().daemon().factory());
    }

    // Sleeps on purpose: the engine is slow.
    private static void serve(SocketChannel client, boolean answersPings, Duration answersAfter) {
        try (client) {
            ByteBuffer request = ByteBuffer.allocate(8192);
            client.read(request);
            boolean ping = new String(request.array(), StandardCharsets.US_ASCII).contains("/_ping");
            if (!answersPings) {
                Thread.sleep(Duration.ofMinutes(1));
            } else if (!ping) {
                Thread.sleep(answersAfter);
            }
            client.write(StandardCharsets.US_ASCII.encode(ping ? PONG : IMAGE));
        } catch (IOException | InterruptedException e) {
            return;
        }
    }

    @Test
    @Timeout(30)
    void reportsAHangingEngineLongBeforeTheTimeout() throws Exception {
        DockerEngineClient engine = engine(false, Duration.ofMinutes(1));

        assertThatThrownBy(() -> engine.images().find("x"))
                .isInstanceOfSatisfying(
                        AgentException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_FAILED))
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("failed at image: the engine hangs")
                .hasMessageContaining("check its log");
    }

    @Test
    void waitsForASlowEngineThatAnswersPings() throws Exception {
        DockerEngineClient engine = engine(true, Duration.ofSeconds(4));

        assertThat(engine.images().find("x")).isEmpty();
    }

    @Test
    @Timeout(30)
    void stopsWaitingWhenTheCallIsCancelled() throws Exception {
        DockerEngineClient engine = engine(true, Duration.ofMinutes(1));

        assertThatThrownBy(() -> engine.images().pull("x", message -> {}, () -> {
                    throw new AgentException(ErrorCode.CANCELLED, "enough");
                }))
                .hasMessage("enough");
    }

    @Test
    void derivesThePhaseFromTheErrorMessage() {
        assertThat(EngineErrors.phase("write /x: no space left on device", "container"))
                .isEqualTo("disk");
        assertThat(EngineErrors.phase("Range of CPUs is from 0.01 to 1.00", "container"))
                .isEqualTo("limits");
        assertThat(EngineErrors.phase("pull access denied for x", "container")).isEqualTo("image");
        assertThat(EngineErrors.phase("could not find an available address pool", "start"))
                .isEqualTo("network");
        assertThat(EngineErrors.phase("Connection refused", "start")).isEqualTo("engine");
        assertThat(EngineErrors.phase("something else", "start")).isEqualTo("start");
    }
}
