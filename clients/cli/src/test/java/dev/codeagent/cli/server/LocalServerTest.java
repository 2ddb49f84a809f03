package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.cli.outcome.CliFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServerTest {
    /** Takes the lock of a data directory, as a server in a process of its own, and keeps it until its input ends. */
    private static final String HOLDER = """
            import java.nio.channels.FileChannel;
            import java.nio.file.Path;
            import java.nio.file.StandardOpenOption;

            class Holder {
                public static void main(String[] args) throws Exception {
                    FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE).lock();
                    System.out.println("locked");
                    System.in.read();
                }
            }
            """;

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private Path data;
    private LocalServer server;

    @BeforeEach
    void lay() throws IOException {
        data = Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(data.resolve("logs"));
        server = new LocalServer(new Installation(folder), data);
    }

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    /** A process that holds the lock. */
    private Process other() throws IOException {
        Path source = Files.writeString(folder.resolve("Holder.java"), HOLDER);
        Process other = java(source.toString(), data.resolve("server.lock").toString());
        assertThat(other.inputReader().readLine()).isEqualTo("locked");
        return other;
    }

    private Process java(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Installation.java().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process;
    }

    /** What a server leaves that found the data directory locked. */
    private Process refused() throws IOException, InterruptedException {
        Files.writeString(
                data.resolve("logs/server.out"), "codeagent: another server works on " + data + "; stop it\n");
        Process refused = java("--version");
        refused.waitFor();
        return refused;
    }

    private static long in(Duration limit) {
        return System.nanoTime() + limit.toNanos();
    }

    @Test
    void waitsForTheServerOfAnotherClientThatWasFaster() throws Exception {
        Process other = other();
        HttpServer ready = answering(exchange -> 200);
        try {
            var record = new ServerRecord(other.pid(), ready.getAddress().getPort());
            // Announced when the client waits already.
            ServerRecord found = server.await(refused(), in(Duration.ofSeconds(60)), note -> announce(record, note));

            assertThat(found).isEqualTo(record);
            assertThat(notes).containsExactly("a server works on " + data + " already; waiting until it is ready …");
        } finally {
            ready.stop(0);
        }
    }

    private void announce(ServerRecord record, String note) {
        notes.add(note);
        try {
            Files.writeString(
                    data.resolve("server.json"), "{\"pid\":" + record.pid() + ",\"port\":" + record.port() + "}");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void waitsForAServerThatRunsAndDoesNotAnswerYet() throws Exception {
        HttpServer starting = answering(exchange -> notes.size() < 2 ? 404 : 200);
        try {
            announce(new ServerRecord(other().pid(), starting.getAddress().getPort()), "announced");
            assertThat(server.comesUp()).isTrue();
            assertThat(server.ready()).isEmpty();

            Optional<ServerRecord> found = server.await(notes::add);

            assertThat(found).isEqualTo(server.running()).isPresent();
            assertThat(server.comesUp()).isFalse();
            assertThat(notes).hasSize(2);
        } finally {
            starting.stop(0);
        }
    }

    @Test
    void doesNotTakeAServerForStartingThatLacksSomething() throws Exception {
        HttpServer full =
                answering(exchange -> exchange.getRequestURI().getPath().equals("/health/live") ? 200 : 503);
        try {
            announce(new ServerRecord(other().pid(), full.getAddress().getPort()), "announced");

            assertThat(server.comesUp()).isFalse();
            assertThat(server.ready()).isEmpty();
        } finally {
            full.stop(0);
        }
    }

    private static HttpServer answering(ToIntFunction<HttpExchange> status) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/health/", exchange -> {
            exchange.sendResponseHeaders(status.applyAsInt(exchange), -1);
            exchange.close();
        });
        http.start();
        return http;
    }

    @Test
    void saysThatTheServerOfAnotherClientIsNotReadyInTime() throws Exception {
        other();

        assertThatThrownBy(() -> server.await(refused(), in(Duration.ofSeconds(2)), notes::add))
                .isInstanceOf(CliFailure.class)
                .hasMessageStartingWith("another server works on " + data + " and was not ready within");
    }

    @Test
    void tellsWhyTheOtherServerEndedAndNotThatOursGaveWayToIt() throws Exception {
        Process ours = refused();
        Files.writeString(
                data.resolve("logs/server.out"),
                "codeagent: port 8080 is taken\ncodeagent: another server works on " + data + "; stop it\n");

        assertThatThrownBy(() -> server.await(ours, in(Duration.ofSeconds(60)), notes::add))
                .hasMessage("the server did not start: port 8080 is taken");
        assertThat(notes).isEmpty();
    }

    @Test
    void waitsForNobodyWhereNoServerWorksOnTheDataDirectory() throws Exception {
        Files.createFile(data.resolve("server.lock"));

        assertThat(server.awaitOther(in(Duration.ofSeconds(60)), notes::add)).isEqualTo(Optional.empty());
        assertThat(notes).isEmpty();
    }

    @Test
    void leavesTheBeginningsOfAnotherServer() throws Exception {
        other();
        refused();
        Files.createFile(data.resolve("directory.id"));

        server.removeBeginnings();

        assertThat(data.resolve("server.lock")).exists();
        assertThat(data.resolve("directory.id")).exists();
        assertThat(data.resolve("logs/server.out")).exists();
    }

    @Test
    void removesTheBeginningsOfAServerThatDidNotStart() throws Exception {
        refused();
        Files.createFile(data.resolve("directory.id"));

        server.removeBeginnings();

        assertThat(data).doesNotExist();
    }

    @Test
    void takesOptionsForJavaFromTheEnvironment() {
        assertThat(LocalServer.ownOptions(Map.of("CODEAGENT_JVM_OPTIONS", " -Xmx2g  -XX:+UseParallelGC ")))
                .containsExactly("-Xmx2g", "-XX:+UseParallelGC");
        assertThat(LocalServer.ownOptions(Map.of("CODEAGENT_JVM_OPTIONS", " "))).isEmpty();
        assertThat(LocalServer.ownOptions(Map.of())).isEmpty();
    }
}
