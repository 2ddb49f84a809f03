package dev.codeagent.tests.anyserver;

import dev.codeagent.bench.harness.ServerDatabase;
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
 * A Payara Server with the EAR, set up as docs/payara-server.md describes. All test classes share it, because it starts
 * more slowly than Payara Micro.
 */
public final class PayaraServerDomain implements TestServer {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(5);
    private static final Pattern PORT = Pattern.compile("((?:[a-z-]*port|value)=\")\\d{4}\"");
    private static final String ADMIN_PORT = "port=\"4848\"";
    private static final String NEW_RATIO_OPTION = "<jvm-options>-XX:NewRatio=2</jvm-options>";
    private static final String FAST_START_OPTIONS =
            "<jvm-options>-XX:+UseSerialGC</jvm-options><jvm-options>-XX:TieredStopAtLevel=1</jvm-options>"
                    + "<jvm-options>-XX:MetaspaceSize=256m</jvm-options><jvm-options>-XX:-BytecodeVerificationRemote</jvm-options>";

    private static PayaraServerDomain shared;

    private final Asadmin asadmin;
    private final CodeagentCli codeagent;
    private final int port;

    private PayaraServerDomain(Asadmin asadmin, CodeagentCli codeagent, int port) {
        this.asadmin = asadmin;
        this.codeagent = codeagent;
        this.port = port;
    }

    public static synchronized PayaraServerDomain shared() throws IOException, InterruptedException {
        if (shared == null) {
            Path payara = Path.of(System.getProperty("codeagent.payara"));
            Path workDirectory = Path.of(System.getProperty("codeagent.work")).resolve("payara-domain");
            var ports = new PortRange();
            Asadmin asadmin = createDomain(payara, workDirectory, ports);
            CodeagentCli codeagent =
                    CodeagentCli.forDataDirectory(Files.createDirectories(workDirectory.resolve("data")));
            var domain = new PayaraServerDomain(asadmin, codeagent, ports.next());
            Runtime.getRuntime().addShutdownHook(new Thread(domain::kill));
            try {
                domain.configureAndDeploy(workDirectory.resolve("codeagent.asadmin"));
            } catch (IOException | RuntimeException e) {
                domain.kill();
                throw e;
            }
            shared = domain;
        }
        return shared;
    }

    /** Copies the domain of the Payara Server distribution and sets free ports. */
    private static Asadmin createDomain(Path payara, Path workDirectory, PortRange ports) throws IOException {
        delete(workDirectory);
        Path domains = workDirectory.resolve("domains");
        copy(payara.resolve("glassfish/domains"), domains);
        int adminPort = ports.next();
        Path file = domains.resolve(Asadmin.DOMAIN).resolve("config/domain.xml");
        String xml = Files.readString(file).replace(ADMIN_PORT, "port=\"" + adminPort + "\"");
        xml = PORT.matcher(xml).replaceAll(port -> port.group(1) + ports.next() + "\"");
        Files.writeString(file, xml.replace(NEW_RATIO_OPTION, FAST_START_OPTIONS));
        return new Asadmin(payara, domains, adminPort);
    }

    private void configureAndDeploy(Path commands) throws IOException, InterruptedException {
        writeCommands(commands);
        asadmin.startDomain();
        asadmin.run("multimode", "--file", commands.toString());
        asadmin.restartDomain();
        asadmin.run("deploy", ear().toString());
        awaitReady();
    }

    private void writeCommands(Path file) throws IOException, InterruptedException {
        Path server = CodeagentCli.projectRoot().resolve("ear/micro/target/server/codeagent-server.jar");
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
            throw new IOException("codeagent-server.jar --asadmin exited with " + exit);
        }
    }

    private static Path ear() {
        return CodeagentCli.projectRoot().resolve("ear/full/target/codeagent.ear");
    }

    public void redeploy() throws IOException, InterruptedException {
        asadmin.run("redeploy", "--name", "codeagent", ear().toString());
        awaitReady();
    }

    /** Undeploys the application, replaces its data directory by a copy, and deploys it again. */
    public void restoreBackup(Path copy) throws IOException, InterruptedException {
        asadmin.run("undeploy", "codeagent");
        delete(codeagent.data());
        Files.move(copy, codeagent.data());
        asadmin.run("deploy", ear().toString());
        awaitReady();
    }

    /** Kills the server and starts it again. */
    public void killAndRestart() throws IOException, InterruptedException {
        kill();
        asadmin.startDomain();
        awaitReady();
    }

    /** The lines of the server log. */
    @SuppressWarnings("StreamResourceLeak") // The caller closes it.
    public Stream<String> logLines() throws IOException {
        return Files.lines(asadmin.domain().resolve("logs/server.log"));
    }

    private void awaitReady() {
        var restClient = address().restClient();
        Awaitility.await().atMost(READY_TIMEOUT).until(restClient::isReady);
    }

    private void kill() {
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
    public CodeagentCli codeagent() {
        return codeagent;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void release() {
        // The next test class uses the domain too; it is killed when this process exits.
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
