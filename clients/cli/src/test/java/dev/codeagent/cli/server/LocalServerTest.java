package dev.codeagent.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.client.local.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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
    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final List<String> progress = new CopyOnWriteArrayList<>();
    private Path data;
    private LocalServer server;

    @BeforeEach
    void createDataDirectory() throws IOException {
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

    /** Starts a process that holds the lock. */
    private Process startLockHolder() throws IOException {
        Process other = LockHolder.start(data).process();
        processes.add(other);
        return other;
    }

    private Process startJava(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Installation.javaExecutable().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process;
    }

    /** Writes the output of a server that found the data directory locked. */
    private Process runRefusedServer() throws IOException, InterruptedException {
        Files.writeString(data.resolve("logs/server.out"), "codeagent: another server uses " + data + "; stop it\n");
        Process refusedServer = startJava("--version");
        refusedServer.waitFor();
        return refusedServer;
    }

    private static long deadlineAfter(Duration limit) {
        return System.nanoTime() + limit.toNanos();
    }

    @Test
    void waitsForAServerThatAnotherClientStartedFirst() throws Exception {
        Process other = startLockHolder();
        HttpServer ready = startHealthEndpoint(exchange -> 200);
        try {
            var record = processOf(other, ready);
            // Written while the client already waits.
            ServerProcess found = server.awaitStartup(
                    runRefusedServer(),
                    deadlineAfter(Duration.ofSeconds(60)),
                    message -> writeServerFile(record, message));

            assertThat(found).isEqualTo(record);
            assertThat(progress)
                    .containsExactly("another server already uses " + data + "; waiting until it is ready …");
        } finally {
            ready.stop(0);
        }
    }

    private static ServerProcess processOf(Process process, HttpServer server) {
        return new ServerProcess(
                process.pid(),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    private void writeServerFile(ServerProcess record, String message) {
        progress.add(message);
        try {
            Files.writeString(
                    data.resolve("server.json"),
                    "{\"pid\":" + record.pid() + ",\"port\":" + record.address().getPort() + "}");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void waitsForAServerThatIsStarting() throws Exception {
        HttpServer starting = startHealthEndpoint(exchange -> progress.size() < 2 ? 404 : 200);
        try {
            writeServerFile(processOf(startLockHolder(), starting), "announced");
            assertThat(server.isStarting()).isTrue();
            assertThat(server.findReady()).isEmpty();

            Optional<ServerProcess> found = server.awaitStartup(progress::add);

            assertThat(found).isEqualTo(server.findRunning()).isPresent();
            assertThat(server.isStarting()).isFalse();
            assertThat(progress).hasSize(2);
        } finally {
            starting.stop(0);
        }
    }

    @Test
    void knowsAServerThatDoesNotListenYet() throws Exception {
        long pid = startLockHolder().pid();
        Files.writeString(data.resolve("server.json"), "{\"pid\":" + pid + "}");

        assertThat(server.isStarting()).isTrue();
        assertThat(server.findRunning()).isEmpty();
        assertThat(server.findProcess()).contains(pid);
    }

    @Test
    void doesNotTreatALiveButUnreadyServerAsStarting() throws Exception {
        HttpServer full = startHealthEndpoint(
                exchange -> exchange.getRequestURI().getPath().equals("/health/live") ? 200 : 503);
        try {
            writeServerFile(processOf(startLockHolder(), full), "announced");

            assertThat(server.isStarting()).isFalse();
            assertThat(server.findReady()).isEmpty();
        } finally {
            full.stop(0);
        }
    }

    private static HttpServer startHealthEndpoint(ToIntFunction<HttpExchange> status) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/health/", exchange -> {
            exchange.sendResponseHeaders(status.applyAsInt(exchange), -1);
            exchange.close();
        });
        http.start();
        return http;
    }

    @Test
    void failsWhenTheServerOfAnotherClientIsNotReadyInTime() throws Exception {
        startLockHolder();

        assertThatThrownBy(() ->
                        server.awaitStartup(runRefusedServer(), deadlineAfter(Duration.ofSeconds(2)), progress::add))
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("another server uses " + data + " and was not ready within");
    }

    @Test
    void reportsWhyTheOtherServerEnded() throws Exception {
        Process ours = runRefusedServer();
        Files.writeString(
                data.resolve("logs/server.out"),
                "codeagent: port 8080 is taken\ncodeagent: another server uses " + data + "; stop it\n");

        assertThatThrownBy(() -> server.awaitStartup(ours, deadlineAfter(Duration.ofSeconds(60)), progress::add))
                .hasMessage("the server did not start: port 8080 is taken");
        assertThat(progress).isEmpty();
    }

    @Test
    void doesNotWaitWhenTheDataDirectoryIsNotLocked() throws Exception {
        Files.createFile(data.resolve("server.lock"));

        assertThat(server.awaitOtherServer(deadlineAfter(Duration.ofSeconds(60)), progress::add))
                .isEqualTo(Optional.empty());
        assertThat(progress).isEmpty();
    }

    @Test
    void keepsTheDataDirectoryOfAnotherServer() throws Exception {
        startLockHolder();
        runRefusedServer();
        Files.createFile(data.resolve("directory.id"));

        server.removeIncompleteDataDirectory();

        assertThat(data.resolve("server.lock")).exists();
        assertThat(data.resolve("directory.id")).exists();
        assertThat(data.resolve("logs/server.out")).exists();
    }

    @Test
    void removesTheDataDirectoryOfAServerThatDidNotStart() throws Exception {
        runRefusedServer();
        Files.createFile(data.resolve("directory.id"));

        server.removeIncompleteDataDirectory();

        assertThat(data).doesNotExist();
    }

    @Test
    void readsJvmOptionsFromTheEnvironment() {
        assertThat(LocalServer.userJvmOptions(Map.of("CODEAGENT_JVM_OPTIONS", " -Xmx2g  -XX:+UseParallelGC ")))
                .containsExactly("-Xmx2g", "-XX:+UseParallelGC");
        assertThat(LocalServer.userJvmOptions(Map.of("CODEAGENT_JVM_OPTIONS", " ")))
                .isEmpty();
        assertThat(LocalServer.userJvmOptions(Map.of())).isEmpty();
    }
}
