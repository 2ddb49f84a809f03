package dev.codeagent.bench.rig;

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
public final class Server implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    static final long POLL_MILLIS = 50;

    private final Installation installation;
    private final Path data;
    private final Launch launch;
    private final int port;
    private final Map<String, String> database;
    private Process process;
    private long readyMillis;

    private Server(Installation installation, Path data, Launch launch, Map<String, String> database)
            throws IOException {
        this.installation = installation;
        this.database = database;
        this.data = data;
        this.launch = launch;
        this.port = Ports.free();
    }

    /** How a server is started: its JVM's options and variables beside the usual ones. */
    public record Launch(List<String> jvm, Map<String, String> environment) {
        public Launch {
            jvm = List.copyOf(jvm);
            environment = Map.copyOf(environment);
        }

        /** As users start it: with the server folder's options, those of their environment, and its archive of classes. */
        public static Launch shipped() throws IOException {
            Launch plain = plain();
            var all = new ArrayList<>(plain.jvm());
            all.addAll(Installation.find().compilerDirectives());
            all.addAll(LocalServer.ownOptions(System.getenv()));
            Installation.find().archive().ifPresent(file -> all.add("-XX:SharedArchiveFile=" + file));
            return new Launch(all, plain.environment());
        }

        /** With the server folder's options alone. */
        public static Launch plain() throws IOException {
            return new Launch(Installation.find().jvmOptions(), Map.of());
        }

        public Launch with(String variable, String value) {
            var more = new HashMap<>(environment);
            more.put(variable, value);
            return new Launch(jvm, more);
        }
    }

    /** Starts a server on a new data directory below {@code folder} and waits until it is ready. */
    public static Server start(Path folder) throws IOException, InterruptedException {
        return started(prepare(folder, ServerDatabase.fresh()));
    }

    public static Server start(Path folder, Launch launch) throws IOException, InterruptedException {
        return started(prepare(folder, launch, ServerDatabase.fresh()));
    }

    private static Server started(Server server) throws IOException, InterruptedException {
        server.start();
        return server;
    }

    /** A server that is not started yet. */
    public static Server prepare(Path folder, Map<String, String> database) throws IOException {
        return prepare(folder, Launch.shipped(), database);
    }

    private static Server prepare(Path folder, Launch launch, Map<String, String> database) throws IOException {
        return new Server(Installation.find(), Files.createDirectories(folder.resolve("data")), launch, database);
    }

    /** Starts it again after {@link #kill}, on the same data and port. */
    public void start() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        var builder = new ProcessBuilder(installation.server(launch.jvm(), data, port))
                .directory(data.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolveSibling("server.log").toFile()));
        builder.environment().putAll(environment());
        builder.environment().putAll(database);
        builder.environment().putAll(launch.environment());
        process = builder.start();
        Children.add(process);
        while (!rest().ready()) {
            if (!process.isAlive()) {
                throw new IOException("the server ended with " + process.exitValue() + "; see " + log());
            }
            if (System.nanoTime() - begin > START_LIMIT.toNanos()) {
                throw new IOException(
                        "the server was not ready within " + START_LIMIT.toSeconds() + " s; see " + log());
            }
            Thread.sleep(POLL_MILLIS);
        }
        readyMillis = (System.nanoTime() - begin) / 1_000_000;
    }

    /** Keys stay out of the user's own file, and plain processes do where there are no walls. */
    private Map<String, String> environment() {
        return Map.of(
                "CODEAGENT_SECURITY_CREDENTIALS",
                data.resolve("credentials.db").toString(),
                "CODEAGENT_SANDBOX_ALLOWPLAIN",
                "true");
    }

    /** Ends it without a chance to say goodbye (SIGKILL). */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    public Rest rest() {
        return new Rest("http://127.0.0.1:" + port);
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return port;
    }

    /** How long the last start took. */
    public long readyMillis() {
        return readyMillis;
    }

    public Path data() {
        return data;
    }

    public Path log() {
        return data.resolveSibling("server.log");
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
