package dev.codeagent.bench.harness;

import dev.codeagent.cli.server.LocalServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The server as a process with a data directory of its own; it can be killed and started again. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    static final long POLL_MILLIS = 50;

    private final BuildArtifacts installation;
    private final Path dataDirectory;
    private final StartOptions startOptions;
    private final int port;
    private final Map<String, String> databaseEnvironment;
    private Process process;
    private long startupMillis;

    private ServerProcess(
            BuildArtifacts installation,
            Path dataDirectory,
            StartOptions startOptions,
            Map<String, String> databaseEnvironment)
            throws IOException {
        this.installation = installation;
        this.databaseEnvironment = databaseEnvironment;
        this.dataDirectory = dataDirectory;
        this.startOptions = startOptions;
        this.port = Ports.free();
    }

    /** How a server is started: its JVM's options and variables beside the usual ones. */
    public record StartOptions(List<String> jvmOptions, Map<String, String> environment) {
        public StartOptions {
            jvmOptions = List.copyOf(jvmOptions);
            environment = Map.copyOf(environment);
        }

        /** As users start it: with the server folder's options, those of their environment, and its archive of classes. */
        public static StartOptions shipped() throws IOException {
            StartOptions plain = plain();
            var all = new ArrayList<>(plain.jvmOptions());
            all.addAll(BuildArtifacts.locate().compilerDirectives());
            all.addAll(LocalServer.userJvmOptions(System.getenv()));
            BuildArtifacts.locate().cdsArchive().ifPresent(file -> all.add("-XX:SharedArchiveFile=" + file));
            return new StartOptions(all, plain.environment());
        }

        /** With the server folder's options alone. */
        public static StartOptions plain() throws IOException {
            return new StartOptions(BuildArtifacts.locate().jvmOptions(), Map.of());
        }

        public StartOptions with(String variable, String value) {
            var more = new HashMap<>(environment);
            more.put(variable, value);
            return new StartOptions(jvmOptions, more);
        }
    }

    /** Starts a server on a new data directory below {@code folder} and waits until it is ready. */
    public static ServerProcess start(Path folder) throws IOException, InterruptedException {
        return startAndReturn(create(folder, ServerDatabase.newDatabaseEnvironment()));
    }

    public static ServerProcess start(Path folder, StartOptions startOptions) throws IOException, InterruptedException {
        return startAndReturn(create(folder, startOptions, ServerDatabase.newDatabaseEnvironment()));
    }

    private static ServerProcess startAndReturn(ServerProcess server) throws IOException, InterruptedException {
        server.start();
        return server;
    }

    /** A server that is not started yet. */
    public static ServerProcess create(Path folder, Map<String, String> databaseEnvironment) throws IOException {
        return create(folder, StartOptions.shipped(), databaseEnvironment);
    }

    private static ServerProcess create(Path folder, StartOptions startOptions, Map<String, String> databaseEnvironment)
            throws IOException {
        return new ServerProcess(
                BuildArtifacts.locate(),
                Files.createDirectories(folder.resolve("data")),
                startOptions,
                databaseEnvironment);
    }

    /** Starts it again after {@link #kill}, on the same data and port. */
    public void start() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        var builder = new ProcessBuilder(installation.server(startOptions.jvmOptions(), dataDirectory, port))
                .directory(dataDirectory.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dataDirectory.resolveSibling("server.log").toFile()));
        builder.environment().putAll(isolationEnvironment());
        builder.environment().putAll(databaseEnvironment);
        builder.environment().putAll(startOptions.environment());
        process = builder.start();
        ChildProcesses.destroyOnExit(process);
        while (!restClient().isReady()) {
            if (!process.isAlive()) {
                throw new IOException("the server ended with " + process.exitValue() + "; see " + logFile());
            }
            if (System.nanoTime() - begin > START_TIMEOUT.toNanos()) {
                throw new IOException(
                        "the server was not ready within " + START_TIMEOUT.toSeconds() + " s; see " + logFile());
            }
            Thread.sleep(POLL_MILLIS);
        }
        startupMillis = (System.nanoTime() - begin) / 1_000_000;
    }

    /** Keys stay out of the user's own file, and plain processes do where there are no walls. */
    private Map<String, String> isolationEnvironment() {
        return Map.of(
                "CODEAGENT_SECURITY_CREDENTIALS",
                dataDirectory.resolve("credentials.db").toString(),
                "CODEAGENT_SANDBOX_ALLOWPLAIN",
                "true");
    }

    /** Ends it without a chance to say goodbye (SIGKILL). */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    public RestClient restClient() {
        return new RestClient("http://127.0.0.1:" + port);
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return port;
    }

    /** How long the last start took. */
    public long startupMillis() {
        return startupMillis;
    }

    public Path dataDirectory() {
        return dataDirectory;
    }

    public Path logFile() {
        return dataDirectory.resolveSibling("server.log");
    }

    @Override
    public void close() throws InterruptedException {
        if (process == null) {
            return; // It was never started.
        }
        process.destroy();
        if (!process.waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
            kill();
        }
    }
}
