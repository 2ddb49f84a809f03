package dev.codeagent.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.diagnostics.Finding.Level;
import dev.codeagent.api.storage.DatabaseHealth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseAndPortCheckTest {
    @TempDir
    Path data;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = listen()) {
            return socket.getLocalPort();
        }
    }

    /** Answers each connection with the same byte after the eight bytes that request TLS. */
    private void answer(ServerSocket server, char answer) {
        threads.execute(() -> {
            try {
                while (true) {
                    try (Socket client = server.accept()) {
                        byte[] request = client.getInputStream().readNBytes(8);
                        boolean sslRequest = request[3] == 8 && request[4] == 4 && request[5] == (byte) 0xd2;
                        client.getOutputStream().write(sslRequest ? answer : '?');
                    }
                }
            } catch (IOException closed) {
                return;
            }
        });
    }

    private Finding database(String url) {
        return new DatabaseAddressCheck(url, data).run().getFirst();
    }

    @Test
    void reportsTheDatabaseFileOrItsCreation() throws IOException {
        Path file = data.resolve("codeagent.db");
        assertThat(database("").found()).isEqualTo("SQLite in " + file + ", which the first start creates");

        Files.writeString(file, "");
        assertThat(database("").level()).isEqualTo(Level.OK);

        Files.writeString(file, "SQLite format 3\0and so on", StandardCharsets.ISO_8859_1);
        assertThat(database("")).isEqualTo(Finding.ok("database", "SQLite in " + file));
    }

    @Test
    void reportsAFileThatIsNotADatabase() throws IOException {
        Files.writeString(data.resolve("codeagent.db"), "hello, I am a letter");

        assertThat(database("").level()).isEqualTo(Level.FAIL);
        assertThat(database("").found()).endsWith("is not a SQLite database");
    }

    @Test
    void recognizesPostgresByItsFirstResponse() throws IOException {
        try (ServerSocket postgres = listen();
                ServerSocket other = listen()) {
            answer(postgres, 'N');
            answer(other, 'H');
            String right = "127.0.0.1:" + postgres.getLocalPort();
            String wrong = "127.0.0.1:" + other.getLocalPort();

            assertThat(database("jdbc:postgresql://" + right + "/agents?ssl=false")
                            .level())
                    .isEqualTo(Level.OK);
            assertThat(database("postgres://" + right + "/agents").level()).isEqualTo(Level.OK);
            assertThat(database("jdbc:postgresql://" + wrong + "/agents").found())
                    .isEqualTo(wrong + " answers, but is not a PostgreSQL server");
            assertThat(database("jdbc:postgresql://" + wrong + "," + right + "/agents")
                            .found())
                    .contains("PostgreSQL answers at " + right);
        }
    }

    @Test
    void reportsAnUnreachableDatabaseServer() throws IOException {
        String address = "127.0.0.1:" + closedPort();

        Finding closed = database("jdbc:postgresql://" + address + "/agents");
        Finding unknown = database("jdbc:postgresql://no-such-host.invalid/agents");

        assertThat(closed.level()).isEqualTo(Level.FAIL);
        assertThat(closed.found()).startsWith(address + ": ").containsIgnoringCase("refused");
        assertThat(closed.advice()).contains("database.url");
        assertThat(closed.lost()).isEqualTo("the server waits for it");
        assertThat(unknown.found()).isEqualTo("no-such-host.invalid:5432: no such host");
        assertThat(unknown.lost()).isEqualTo("the server does not start");
    }

    @Test
    void reportsTheStatusOfTheServersOwnConnection() {
        DatabaseHealth up = () -> DatabaseHealth.Status.up("PostgreSQL", "17.1", "4");
        DatabaseHealth down = () -> DatabaseHealth.Status.down("the login of user 'agents' was refused");

        assertThat(new DatabaseConnectionCheck(up).run())
                .containsExactly(Finding.ok("database", "PostgreSQL 17.1, schema 4"));
        Finding refused = new DatabaseConnectionCheck(down).run().getFirst();
        assertThat(refused.level()).isEqualTo(Level.FAIL);
        assertThat(refused.found()).isEqualTo("the login of user 'agents' was refused");
        assertThat(new DatabaseConnectionCheck(up)
                        .onTimeout(Duration.ofSeconds(7))
                        .level())
                .isEqualTo(Level.FAIL);
    }

    @Test
    void distinguishesFreeFromOccupiedPorts() throws IOException {
        try (ServerSocket taken = listen()) {
            Finding finding =
                    new PortCheck("127.0.0.1", taken.getLocalPort()).run().getFirst();
            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.found()).isEqualTo(taken.getLocalPort() + " on 127.0.0.1 is in use");
            assertThat(finding.advice()).contains("--port");
        }
        assertThat(new PortCheck("127.0.0.1", closedPort()).run().getFirst().level())
                .isEqualTo(Level.OK);
    }
}
