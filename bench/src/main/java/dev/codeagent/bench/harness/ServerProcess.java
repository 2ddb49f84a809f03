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
import java.util.Objects;
import java.util.Optional;

/** The server as a process with its own data directory; it can be killed and restarted. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    static final long POLL_MILLIS = 50;

    private final BuildArtifacts installation;
    private final Path dataDirectory;
    private final StartOptions startOptions;
    private final int port;
    private final Map<String, String> databaseEnvironment;
    private Optional<Process> process = Optional.empty();
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

    /** How to start a server: JVM options, and environment variables in addition to the standard ones. */
    public record StartOptions(BuildArtifacts build, List<String> jvmOptions, Map<String, String> environment) {
        public StartOptions {
            jvmOptions = List.copyOf(jvmOptions);
            environment = Map.copyOf(environment);
        }

        /** As users start it: with the server's JVM options, those of the user's environment, and the CDS archive. */
        public static StartOptions shipped() throws IOException {
            return shipped(BuildArtifacts.locate());
        }

        /** The same for another build. */
        public static StartOptions shipped(BuildArtifacts build) throws IOException {
            var all = new ArrayList<>(build.jvmOptions());
            all.addAll(build.compilerDirectives());
            all.addAll(LocalServer.userJvmOptions(System.getenv()));
            build.cdsArchive().ifPresent(file -> all.add("-XX:SharedArchiveFile=" + file));
            return new StartOptions(build, all, Map.of());
        }

        /** With the JVM options of the server directory alone. */
        public static StartOptions plain() throws IOException {
            BuildArtifacts build = BuildArtifacts.locate();
            return new StartOptions(build, build.jvmOptions(), Map.of());
        }

        public StartOptions with(String variable, String value) {
            var more = new HashMap<>(environment);
            more.put(variable, value);
            return new StartOptions(build, jvmOptions, more);
        }

        public StartOptions withJvmOptions(List<String> others) {
            return new StartOptions(build, others, environment);
        }
    }

    /** Starts a server with a new data directory below {@code folder} and waits until it is ready. */
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

    /** Creates a server without starting it. */
    public static ServerProcess create(Path folder, Map<String, String> databaseEnvironment) throws IOException {
        return create(folder, StartOptions.shipped(), databaseEnvironment);
    }

    private static ServerProcess create(Path folder, StartOptions startOptions, Map<String, String> databaseEnvironment)
            throws IOException {
        return new ServerProcess(
                startOptions.build(),
                Files.createDirectories(folder.resolve("data")),
                startOptions,
                databaseEnvironment);
    }

    /** Starts the server, also after {@link #kill}, on the same data and port, and waits until it is ready. */
    public void start() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        var command = new ArrayList<>(installation.serverCommand(startOptions.jvmOptions(), dataDirectory, port));
        command.addAll(List.of("--config", configuration().toString()));
        var builder = new ProcessBuilder(command)
                .directory(Objects.requireNonNull(dataDirectory.getParent()).toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dataDirectory.resolveSibling("server.log").toFile()));
        builder.environment().putAll(isolationEnvironment());
        builder.environment().putAll(databaseEnvironment);
        builder.environment().putAll(startOptions.environment());
        Process started = builder.start();
        process = Optional.of(started);
        ChildProcesses.destroyOnExit(started);
        while (!restClient().isReady()) {
            if (!started.isAlive()) {
                throw new IOException("the server ended with exit code " + started.exitValue() + "; see " + logFile());
            }
            if (System.nanoTime() - begin > START_TIMEOUT.toNanos()) {
                throw new IOException(
                        "the server was not ready within " + START_TIMEOUT.toSeconds() + " s; see " + logFile());
            }
            Thread.sleep(POLL_MILLIS);
        }
        startupMillis = (System.nanoTime() - begin) / 1_000_000;
    }

    /** An empty configuration file, so that the configuration of the developer has no effect. */
    private Path configuration() throws IOException {
        Path file = dataDirectory.resolveSibling("codeagent.json");
        return Files.exists(file) ? file : Files.writeString(file, "{}");
    }

    /** Keeps API keys out of the user's own credential file and allows sandboxes without isolation as a fallback. */
    private Map<String, String> isolationEnvironment() {
        return Map.of(
                "CODEAGENT_SECURITY_CREDENTIALS",
                dataDirectory.resolve("credentials.db").toString(),
                "CODEAGENT_SANDBOX_ALLOWPLAIN",
                "true");
    }

    /** Kills the process with SIGKILL. */
    public void kill() throws InterruptedException {
        process.orElseThrow().destroyForcibly().waitFor();
    }

    public RestClient restClient() {
        return address().restClient();
    }

    public long pid() {
        return process.orElseThrow().pid();
    }

    public ServerAddress address() {
        return new ServerAddress(port, dataDirectory);
    }

    public int port() {
        return port;
    }

    /** Returns the duration of the last start in milliseconds. */
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
        if (process.isEmpty()) {
            return; // start() was never called.
        }
        process.get().destroy();
        if (!process.get().waitFor(20, java.util.concurrent.TimeUnit.SECONDS)) {
            kill();
        }
    }
}
