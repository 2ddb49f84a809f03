package dev.codeagent.api.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.doctor.Finding.Level;
import dev.codeagent.api.storage.Storage;
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
    void end() {
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

    /** Answers everyone with the same byte after the eight that ask for TLS. */
    private void answer(ServerSocket server, char answer) {
        threads.execute(() -> {
            try {
                while (true) {
                    try (Socket client = server.accept()) {
                        byte[] asked = client.getInputStream().readNBytes(8);
                        boolean sslRequest = asked[3] == 8 && asked[4] == 4 && asked[5] == (byte) 0xd2;
                        client.getOutputStream().write(sslRequest ? answer : '?');
                    }
                }
            } catch (IOException closed) {
                return;
            }
        });
    }

    private Finding database(String url) {
        return new DatabaseAddressCheck(url, data).look().getFirst();
    }

    @Test
    void findsTheFileOrThatItWillBeMade() throws IOException {
        Path file = data.resolve("codeagent.db");
        assertThat(database("").found()).isEqualTo("SQLite in " + file + ", which the first start makes");

        Files.writeString(file, "");
        assertThat(database("").level()).isEqualTo(Level.OK);

        Files.writeString(file, "SQLite format 3\0and so on", StandardCharsets.ISO_8859_1);
        assertThat(database("")).isEqualTo(Finding.ok("database", "SQLite in " + file));
    }

    @Test
    void saysThatTheFileIsNoDatabase() throws IOException {
        Files.writeString(data.resolve("codeagent.db"), "hello, I am a letter");

        assertThat(database("").level()).isEqualTo(Level.FAIL);
        assertThat(database("").found()).endsWith("is no SQLite database");
    }

    @Test
    void knowsPostgresByItsFirstAnswer() throws IOException {
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
                    .isEqualTo(wrong + " answers, but not as PostgreSQL does");
            assertThat(database("jdbc:postgresql://" + wrong + "," + right + "/agents")
                            .found())
                    .contains("PostgreSQL answers at " + right);
        }
    }

    @Test
    void saysWhereNobodyAnswers() throws IOException {
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
    void tellsWhatTheServersOwnConnectionSays() {
        Storage up = () -> Storage.Status.up("PostgreSQL", "17.1", "4");
        Storage down = () -> Storage.Status.down("the login of user 'agents' was refused");

        assertThat(new StorageCheck(up).look()).containsExactly(Finding.ok("database", "PostgreSQL 17.1, schema 4"));
        Finding refused = new StorageCheck(down).look().getFirst();
        assertThat(refused.level()).isEqualTo(Level.FAIL);
        assertThat(refused.found()).isEqualTo("the login of user 'agents' was refused");
        assertThat(new StorageCheck(up).late(Duration.ofSeconds(7)).level()).isEqualTo(Level.FAIL);
    }

    @Test
    void tellsAFreePortFromATakenOne() throws IOException {
        try (ServerSocket taken = listen()) {
            Finding finding =
                    new PortCheck("127.0.0.1", taken.getLocalPort()).look().getFirst();
            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.found()).isEqualTo(taken.getLocalPort() + " on 127.0.0.1 is taken");
            assertThat(finding.advice()).contains("--port");
        }
        assertThat(new PortCheck("127.0.0.1", closedPort()).look().getFirst().level())
                .isEqualTo(Level.OK);
    }
}
