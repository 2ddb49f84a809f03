package dev.codeagent.anyserver;

import dev.codeagent.bench.rig.RestClient;
import dev.codeagent.bench.rig.ServerDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A Payara Server with the EAR on it, set up as docs/payara-server.md says. It is one for all test classes, because its
 * start costs more than that of Payara Micro.
 */
public final class PayaraDomain implements ServerHost {
    private static final Duration READY = Duration.ofMinutes(5);
    private static final Pattern PORT = Pattern.compile("((?:[a-z-]*port|value)=\")\\d{4}\"");
    private static final String ADMIN_PORT = "port=\"4848\"";
    private static final String YOUNG = "<jvm-options>-XX:NewRatio=2</jvm-options>";
    private static final String CHEAP_START =
            "<jvm-options>-XX:+UseSerialGC</jvm-options><jvm-options>-XX:TieredStopAtLevel=1</jvm-options>"
                    + "<jvm-options>-XX:MetaspaceSize=256m</jvm-options><jvm-options>-XX:-BytecodeVerificationRemote</jvm-options>";

    private static PayaraDomain running;

    private final Asadmin asadmin;
    private final Codeagent codeagent;
    private final int port;

    private PayaraDomain(Asadmin asadmin, Codeagent codeagent, int port) {
        this.asadmin = asadmin;
        this.codeagent = codeagent;
        this.port = port;
    }

    public static synchronized PayaraDomain running() throws IOException, InterruptedException {
        if (running == null) {
            Path payara = Path.of(System.getProperty("codeagent.payara"));
            Path work = Path.of(System.getProperty("codeagent.work")).resolve("payara-domain");
            var ports = new PortRange();
            Asadmin asadmin = layOut(payara, work, ports);
            Codeagent codeagent = Codeagent.on(Files.createDirectories(work.resolve("data")));
            var domain = new PayaraDomain(asadmin, codeagent, ports.next());
            Runtime.getRuntime().addShutdownHook(new Thread(domain::end));
            try {
                domain.setUp(work.resolve("codeagent.asadmin"));
            } catch (IOException | RuntimeException e) {
                domain.end();
                throw e;
            }
            running = domain;
        }
        return running;
    }

    /** The domain that comes with Payara Server, on ports that are free. */
    private static Asadmin layOut(Path payara, Path work, PortRange free) throws IOException {
        delete(work);
        Path domains = work.resolve("domains");
        copy(payara.resolve("glassfish/domains"), domains);
        int adminPort = free.next();
        Path file = domains.resolve(Asadmin.DOMAIN).resolve("config/domain.xml");
        String xml = Files.readString(file).replace(ADMIN_PORT, "port=\"" + adminPort + "\"");
        xml = PORT.matcher(xml).replaceAll(port -> port.group(1) + free.next() + "\"");
        Files.writeString(file, xml.replace(YOUNG, CHEAP_START));
        return new Asadmin(payara, domains, adminPort);
    }

    private void setUp(Path commands) throws IOException, InterruptedException {
        writeCommands(commands);
        asadmin.startDomain();
        asadmin.run("multimode", "--file", commands.toString());
        asadmin.restartDomain();
        asadmin.run("deploy", ear().toString());
        awaitReady();
    }

    private void writeCommands(Path file) throws IOException, InterruptedException {
        Path server = Codeagent.root().resolve("ear/micro/target/server/codeagent-server.jar");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-jar",
                        server.toString(),
                        "--asadmin",
                        file.toString(),
                        "--data",
                        codeagent.data().toString(),
                        "--port",
                        String.valueOf(port))
                .inheritIO();
        builder.environment()
                .put(
                        "CODEAGENT_SECURITY_CREDENTIALS",
                        codeagent.data().resolve("credentials.db").toString());
        builder.environment().putAll(ServerDatabase.newDatabaseEnvironment());
        int exit = builder.start().waitFor();
        if (exit != 0) {
            throw new IOException("codeagent-server.jar --asadmin ended with " + exit);
        }
    }

    private static Path ear() {
        return Codeagent.root().resolve("ear/full/target/codeagent.ear");
    }

    public void redeploy() throws IOException, InterruptedException {
        asadmin.run("redeploy", "--name", "codeagent", ear().toString());
        awaitReady();
    }

    /** Takes the application away, puts a copy in the place of its data directory, and deploys it again. */
    public void restore(Path copy) throws IOException, InterruptedException {
        asadmin.run("undeploy", "codeagent");
        delete(codeagent.data());
        Files.move(copy, codeagent.data());
        asadmin.run("deploy", ear().toString());
        awaitReady();
    }

    /** Ends the server without a chance to say goodbye, and starts it again. */
    public void killAndStart() throws IOException, InterruptedException {
        end();
        asadmin.startDomain();
        awaitReady();
    }

    /** What the server has logged. */
    public Stream<String> log() throws IOException {
        return Files.lines(asadmin.domain().resolve("logs/server.log"));
    }

    private void awaitReady() {
        var restClient = new RestClient("http://127.0.0.1:" + port);
        Awaitility.await().atMost(READY).until(restClient::isReady);
    }

    private void end() {
        try {
            long pid = Long.parseLong(
                    Files.readString(asadmin.domain().resolve("config/pid")).strip());
            ProcessHandle.of(pid).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            });
        } catch (IOException e) {
            System.err.println("the domain was not started: " + e.getMessage());
        }
    }

    @Override
    public Codeagent codeagent() {
        return codeagent;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void leave() {
        // The next test class wants it, too; it ends with this process.
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : List.copyOf(paths.toList()).reversed()) {
                    Files.delete(path);
                }
            }
        }
    }
}
