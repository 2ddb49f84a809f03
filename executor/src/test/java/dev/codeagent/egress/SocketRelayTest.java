package dev.codeagent.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Relays from a port through a socket file to another port, as from a sandbox to its proxy. */
@Timeout(60)
class SocketRelayTest {
    @TempDir
    Path folder;

    private ServerSocket echo;
    private Path socketFile;
    private SocketRelay inSandbox;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socketFile = folder.resolve("proxy.sock");
        inSandbox = SocketRelay.listenOnPort(0, socketFile, Duration.ofSeconds(1));
        Thread.ofVirtual().start(this::echo);
    }

    @AfterEach
    void stop() throws IOException {
        inSandbox.close();
        echo.close();
    }

    private void echo() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException e) {
                        // The client closed the connection.
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private Socket connect() throws IOException {
        var address = (InetSocketAddress) inSandbox.localAddress();
        return new Socket(address.getAddress(), address.getPort());
    }

    private byte[] exchange(byte[] payload) throws Exception {
        try (Socket socket = connect()) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(payload);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            byte[] answer = socket.getInputStream().readAllBytes();
            sender.join();
            return answer;
        }
    }

    @Test
    void forwardsBothDirectionsAndClosesWithTheSender() throws Exception {
        byte[] payload = new byte[3_000_000];
        new Random(1).nextBytes(payload);

        try (SocketRelay atProxy = SocketRelay.listenOnSocketFile(socketFile, echo.getLocalPort())) {
            assertThat(exchange(payload)).isEqualTo(payload);
            assertThat(exchange(new byte[0])).isEmpty();
        }
    }

    @Test
    void closesAConnectionWithoutAListenerAndServesTheNextProxy() throws Exception {
        try (Socket socket = connect();
                InputStream in = socket.getInputStream()) {
            assertThat(in.read()).isEqualTo(-1);
        }
        SocketRelay.listenOnSocketFile(socketFile, echo.getLocalPort()).close();

        try (SocketRelay next = SocketRelay.listenOnSocketFile(socketFile, echo.getLocalPort())) {
            assertThat(exchange(new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
        }
    }

    @Test
    void waitsForAProxyThatIsStarting() throws Exception {
        try (Socket socket = connect()) {
            Thread.sleep(100); // on purpose: the proxy starts later
            try (SocketRelay atProxy = SocketRelay.listenOnSocketFile(socketFile, echo.getLocalPort())) {
                socket.getOutputStream().write(7);

                assertThat(socket.getInputStream().read()).isEqualTo(7);
            }
        }
    }

    @Test
    void makesTheSocketFileWritableForEveryUser() throws Exception {
        try (SocketRelay atProxy = SocketRelay.listenOnSocketFile(socketFile, echo.getLocalPort())) {
            assertThat(Files.getPosixFilePermissions(socketFile)).contains(PosixFilePermission.OTHERS_WRITE);
        }
    }
}
