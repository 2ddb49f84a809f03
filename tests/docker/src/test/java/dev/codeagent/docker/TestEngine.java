package dev.codeagent.docker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Docker engine in namespaces of its own, with a way out that needs no rule of the host's ({@code slirp4netns}): it touches
 * nobody's bridges, rules and ports, and all of it is gone when it is closed.
 */
final class TestEngine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> NEEDED = List.of(
            "dockerd",
            "docker",
            "docker-compose",
            "iptables",
            "mmdebstrap",
            "nsenter",
            "openssl",
            "slirp4netns",
            "unshare");

    private static final int TLS_PORT = 2376;

    private static TestEngine shared;

    private final Path home;
    private final String group;
    private final Process daemon;
    private final Process network;
    private final int port;

    private TestEngine(Path home, String group, Process daemon, Process network, int port) {
        this.home = home;
        this.group = group;
        this.daemon = daemon;
        this.network = network;
        this.port = port;
    }

    /** One for all tests, with the base image in it; it ends with them. */
    static synchronized TestEngine shared() throws IOException, InterruptedException {
        if (shared == null) {
            TestEngine engine = start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    engine.close();
                } catch (IOException | InterruptedException e) {
                    e.printStackTrace();
                }
            }));
            new Shell(
                            Path.of(System.getProperty("codeagent.root")),
                            Map.of("DOCKER_HOST", "unix://" + engine.socket()),
                            List.of())
                    .run("docker/base.sh")
                    .good();
            shared = engine;
        }
        return shared;
    }

    private static TestEngine start() throws IOException, InterruptedException {
        requireProgramsAndRoot();
        Path home = Files.createTempDirectory("codeagent-engine");
        String group = "/" + home.getFileName();
        TestCertificates.make(home.resolve("tls"));
        Process daemon = Shell.in(home)
                .start(
                        home.resolve("log"),
                        "unshare",
                        "--net",
                        "--mount",
                        "--propagation",
                        "slave",
                        "dockerd",
                        "--cgroup-parent",
                        group,
                        "--data-root",
                        home.resolve("data").toString(),
                        "--exec-root",
                        home.resolve("exec").toString(),
                        "--pidfile",
                        home.resolve("pid").toString(),
                        "-H",
                        "unix://" + home.resolve("d.sock"),
                        "-H",
                        "tcp://0.0.0.0:" + TLS_PORT,
                        "--tlsverify",
                        "--tlscacert=" + home.resolve("tls/ca.pem"),
                        "--tlscert=" + home.resolve("tls/server.pem"),
                        "--tlskey=" + home.resolve("tls/server-key.pem"));
        await().atMost(PATIENCE).until(() -> !daemon.isAlive() || Files.exists(home.resolve("d.sock")));
        if (!daemon.isAlive()) {
            throw new IOException("the engine ended: " + Files.readString(home.resolve("log")));
        }
        Process network = Shell.in(home)
                .start(
                        Files.createFile(home.resolve("net")),
                        "slirp4netns",
                        "--configure",
                        "--mtu=65520",
                        "--disable-host-loopback",
                        "--api-socket",
                        home.resolve("net.sock").toString(),
                        String.valueOf(daemon.pid()),
                        "tap0");
        await().atMost(PATIENCE)
                .until(() -> Files.readString(home.resolve("net")).contains("received tapfd"));
        return new TestEngine(home, group, daemon, network, forward(home.resolve("net.sock")));
    }

    /** Makes the engine's port one of this machine's loopback, too. */
    private static int forward(Path api) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(api))) {
            channel.write(StandardCharsets.US_ASCII.encode("""
                    {"execute": "add_hostfwd", "arguments":
                     {"proto": "tcp", "host_addr": "127.0.0.1", "host_port": %d, "guest_port": %d}}
                    """.formatted(port, TLS_PORT)));
            ByteBuffer answer = ByteBuffer.allocate(1000);
            channel.read(answer);
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            if (text.contains("error")) {
                throw new IOException("no way to the engine's port: " + text);
            }
        }
        return port;
    }

    /** Outside of CI the tests are left out where they cannot run; there they fail. */
    private static void requireProgramsAndRoot() {
        List<String> missing = NEEDED.stream().filter(p -> !onPath(p)).toList();
        boolean root = "root".equals(System.getProperty("user.name"));
        String reason = missing.isEmpty() ? "an engine of one's own needs root" : "missing: " + missing;
        if ("true".equals(System.getenv("CI")) && !(root && missing.isEmpty())) {
            throw new IllegalStateException(reason);
        }
        assumeTrue(root && missing.isEmpty(), reason);
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(d -> Files.isExecutable(Path.of(d, program)));
    }

    /** Over TLS; {@link #certificates} has what it wants to see. */
    String tlsAddress() {
        return "tcp://127.0.0.1:" + port;
    }

    /** {@code ca.pem}, {@code cert.pem}, and the same key in three forms. */
    Path certificates() {
        return home.resolve("tls");
    }

    Path socket() {
        return home.resolve("d.sock");
    }

    /** What makes a program see the ports that this engine publishes. */
    List<String> inside() {
        return List.of("nsenter", "--target", String.valueOf(daemon.pid()), "--net");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        end(network);
        end(daemon);
        removeGroups();
        delete(home);
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Control groups stay behind where their engine made them; an empty one is removed like a folder. */
    private void removeGroups() throws IOException {
        Path all = Path.of("/sys/fs/cgroup");
        try (Stream<Path> controllers = Files.list(all)) {
            for (Path top : Stream.concat(Stream.of(all), controllers).toList()) {
                Path ours = Path.of(top + group);
                if (Files.isDirectory(ours)) {
                    try (Stream<Path> groups = Files.walk(ours)) {
                        for (Path one : groups.filter(Files::isDirectory)
                                .sorted(Comparator.reverseOrder())
                                .toList()) {
                            Files.delete(one);
                        }
                    }
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException, InterruptedException {
        Shell.in(Path.of("/"))
                .run("rm", "-rf", "--one-file-system", tree.toString())
                .good();
    }
}
