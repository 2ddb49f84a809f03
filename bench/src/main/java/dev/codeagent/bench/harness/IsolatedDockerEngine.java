package dev.codeagent.bench.harness;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A Docker engine in its own network and mount namespaces. Its network access ({@code slirp4netns}) needs no packet
 * filter rule of the host, so it does not change bridges, rules and ports of the host; closing it removes everything.
 * It can be killed and restarted.
 */
public final class IsolatedDockerEngine implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final List<String> REQUIRED_PROGRAMS =
            List.of("dockerd", "docker", "iptables", "mmdebstrap", "nsenter", "slirp4netns", "unshare");

    private final Path directory;
    private final Process namespaces;
    private final Process network;
    private final List<String> options;
    private Optional<Process> daemon = Optional.empty();

    private IsolatedDockerEngine(Path directory, Process namespaces, Process network, List<String> options) {
        this.directory = directory;
        this.options = options;
        this.namespaces = namespaces;
        this.network = network;
    }

    /**
     * Returns why an isolated engine cannot start here; empty if it can.
     *
     * @param morePrograms additional programs that the caller needs
     */
    public static String unavailableReason(String... morePrograms) {
        List<String> missing = Stream.concat(REQUIRED_PROGRAMS.stream(), Stream.of(morePrograms))
                .filter(p -> !isOnPath(p))
                .toList();
        if (!missing.isEmpty()) {
            return "missing: " + missing;
        }
        return "root".equals(System.getProperty("user.name")) ? "" : "an isolated Docker engine needs root";
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(d -> Files.isExecutable(Path.of(d, program)));
    }

    /**
     * Starts an engine without images.
     *
     * @param options additional options of {@code dockerd}
     */
    public static IsolatedDockerEngine start(String... options) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("codeagent-engine");
        Process namespaces = startProcess(
                directory.resolve("namespaces"),
                List.of("unshare", "--net", "--mount", "--propagation", "slave", "sleep", "infinity"));
        // Before that, the process is still in the namespaces of the host.
        awaitCondition(() -> isInOwnNamespace(namespaces), "the namespaces", directory.resolve("namespaces"));
        Process network = startProcess(
                directory.resolve("net"),
                List.of(
                        "slirp4netns",
                        "--configure",
                        "--mtu=65520",
                        "--disable-host-loopback",
                        "--api-socket",
                        directory.resolve("net.sock").toString(),
                        String.valueOf(namespaces.pid()),
                        "tap0"));
        awaitCondition(
                () -> read(directory.resolve("net")).contains("received tapfd"),
                "the network",
                directory.resolve("net"));
        var engine = new IsolatedDockerEngine(directory, namespaces, network, List.of(options));
        Runtime.getRuntime().addShutdownHook(new Thread(engine::closeOnShutdown));
        engine.startDaemon();
        return engine;
    }

    private static boolean isInOwnNamespace(Process namespaces) {
        return !networkNamespace("self").equals(networkNamespace(String.valueOf(namespaces.pid())))
                && namespaces.info().command().orElse("").endsWith("sleep");
    }

    private static String networkNamespace(String process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", process, "ns/net")).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Starts the daemon on its existing data and waits until it responds. */
    public void startDaemon() throws IOException, InterruptedException {
        // A dead process without a parent that waits for it keeps its PID and looks alive.
        Files.deleteIfExists(directory.resolve("exec/containerd/containerd.pid"));
        Files.deleteIfExists(directory.resolve("pid"));
        Files.deleteIfExists(socket());
        var command = new ArrayList<>(networkNamespaceCommand());
        command.addAll(List.of(
                "--mount",
                "dockerd",
                "--cgroup-parent",
                cgroup(),
                "--data-root",
                directory.resolve("data").toString(),
                "--exec-root",
                directory.resolve("exec").toString(),
                "--pidfile",
                directory.resolve("pid").toString(),
                "-H",
                "unix://" + socket()));
        command.addAll(options);
        Process started = startProcess(directory.resolve("log"), command);
        daemon = Optional.of(started);
        awaitCondition(
                () -> !started.isAlive() || Files.exists(socket()) && isResponding(),
                "the engine",
                directory.resolve("log"));
        if (!started.isAlive()) {
            throw new IOException("the engine ended: " + read(directory.resolve("log")));
        }
    }

    private boolean isResponding() {
        try {
            return new ProcessBuilder("docker", "-H", "unix://" + socket(), "version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Kills the daemon and its containerd with SIGKILL; the next start finds its containers. */
    public void kill() throws InterruptedException {
        daemon.orElseThrow().destroyForcibly().waitFor();
    }

    public Path socket() {
        return directory.resolve("d.sock");
    }

    public String address() {
        return "unix://" + socket();
    }

    /** Forwards a port of the host's loopback interface to a port of the engine; returns the host port. */
    public int forwardPort(int port) throws IOException {
        int hostPort = Ports.free();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("net.sock")))) {
            channel.write(StandardCharsets.US_ASCII.encode("""
                    {"execute": "add_hostfwd", "arguments":
                     {"proto": "tcp", "host_addr": "127.0.0.1", "host_port": %d, "guest_port": %d}}
                    """.formatted(hostPort, port)));
            ByteBuffer answer = ByteBuffer.allocate(1000);
            channel.read(answer);
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            if (text.contains("error")) {
                throw new IOException("slirp4netns cannot forward port " + port + ": " + text);
            }
        }
        return hostPort;
    }

    /**
     * Returns the command prefix that runs a program in the engine's network namespace, where it sees published ports.
     */
    public List<String> networkNamespaceCommand() {
        return List.of("nsenter", "--target", String.valueOf(namespaces.pid()), "--net");
    }

    private String cgroup() {
        return "/" + directory.getFileName();
    }

    private void closeOnShutdown() {
        try {
            close();
        } catch (IOException | InterruptedException e) {
            e.printStackTrace();
        }
    }

    @Override
    public synchronized void close() throws IOException, InterruptedException {
        if (!Files.exists(directory)) {
            return;
        }
        for (Process process : List.of(daemon.orElseThrow(), network, namespaces)) {
            terminate(process);
        }
        // A killed daemon leaves container shims and their containers.
        ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(directory.toString()))
                .forEach(ProcessHandle::destroyForcibly);
        removeCgroups();
        new ProcessBuilder("rm", "-rf", "--one-file-system", directory.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void terminate(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Removes the control groups that the engine created; an empty one is removed like a directory. */
    private void removeCgroups() throws IOException, InterruptedException {
        Path all = Path.of("/sys/fs/cgroup");
        List<Path> tops;
        try (Stream<Path> controllers = Files.list(all)) {
            tops = Stream.concat(Stream.of(all), controllers)
                    .map(top -> Path.of(top + cgroup()))
                    .filter(Files::isDirectory)
                    .toList();
        }
        for (Path top : tops) {
            awaitCondition(() -> removeCgroup(top), "the end of " + top, directory.resolve("log"));
        }
    }

    /** Kills the processes in the control group and removes it; returns whether it is gone. */
    private static boolean removeCgroup(Path top) {
        try (Stream<Path> groups = Files.walk(top)) {
            for (Path group : groups.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                for (String pid : Files.readAllLines(group.resolve("cgroup.procs"))) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
                Files.delete(group);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process startProcess(Path output, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    private static void awaitCondition(BooleanSupplier condition, String what, Path log)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException(what + ": not complete within " + TIMEOUT.toSeconds() + " s: " + read(log));
            }
            Thread.sleep(50);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }
}
