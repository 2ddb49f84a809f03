package dev.codeagent.server;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Starts the server on Payara Micro: {@code java -jar codeagent-server.jar [--data DIR] [--port N] [--config FILE]}.
 * With {@code --asadmin FILE} it only writes the commands that set up a Payara Server for the same configuration; with
 * {@code --show-settings} and {@code --try-database} it only prints a line of JSON.
 */
public final class ServerMain {
    /** A system property that is {@code true} until the application can be used; the listener closes connections until then. */
    public static final String STARTING_PROPERTY = "codeagent.starting";

    private static final String JAR_NAME = "codeagent-server.jar";
    private static final long TRIM_DELAY_MILLIS = 1_000;

    private ServerMain() {}

    public static void main(String[] args) throws Exception {
        PrintStream terminal = System.err; // Payara replaces System.err.
        try {
            if (args.length == 2 && args[0].equals(CdsTrainingRun.OPTION)) {
                CdsTrainingRun.run(args[1], terminal);
            } else {
                start(ServerArguments.parse(List.of(args)), System.getenv(), terminal);
            }
        } catch (StartupException e) {
            terminal.println("codeagent: " + e.getMessage());
            System.exit(3);
        }
    }

    static void start(ServerArguments arguments, Map<String, String> environment, PrintStream terminal)
            throws Exception {
        Path workingDirectory = Path.of("").toAbsolutePath();
        Path home = home();
        var installation = InstallationDirectory.of(home);
        Optional<Path> named = arguments.config().map(workingDirectory::resolve);
        Configuration configuration = Configuration.read(named, installation.root(), environment);
        if (configuration.get("gateway.host").contains(":")) {
            // Before Java loads its network library, which jvm.options limits to IPv4.
            System.setProperty("java.net.preferIPv4Stack", "false");
        }
        Path data = configuration.dataDirectory(arguments.data(), workingDirectory);
        int port = parsePort(arguments.port().orElse(configuration.get("gateway.port")));
        DatabaseSettings database = DatabaseSettings.of(configuration);
        var properties = new SystemProperties(configuration, database, data, home, port);
        if (arguments.dryRun().isPresent()) {
            System.out.println(
                    switch (arguments.dryRun().get()) {
                        case SETTINGS -> new EffectiveSettings(configuration, data, port).toJson();
                        case DATABASE -> new DatabaseProbeRunner(home, data, properties.values()).run();
                    });
            return;
        }
        if (arguments.asadmin().isPresent()) {
            requireWritable(data, "--data");
            requireWritableCredentials(configuration);
            Path file = workingDirectory.resolve(arguments.asadmin().get());
            AsadminScript.of(properties).write(file);
            System.out.println("wrote " + file + "; next: asadmin multimode --file " + file);
            return;
        }
        installation.requireTrusted(workingDirectory, named);
        if (!Boolean.parseBoolean(configuration.get("security.localToken"))) {
            terminal.println(
                    StartupMonitor.PROGRESS_PREFIX
                            + "warning: security.localToken is false, so every program and user of this machine can use the server");
        }
        DataDirectory directory = DataDirectory.open(data, home);
        directory.deleteServerJsonAtExit();
        requireFreePort(configuration.get("gateway.host"), port);
        requireWritableCredentials(configuration);
        directory.prepareServerDirectory();
        OwnerOnlyFiles.restrict(data, database.files(data.resolve("codeagent.db"), credentials(configuration)));
        properties.values().forEach(System::setProperty);
        // Key stores that the user set for Java have priority.
        KeyStores.prepare(data.resolve("server/config"))
                .forEach((name, file) -> System.setProperty(name, System.getProperty(name, file)));
        System.setProperty("codeagent.data.locked", "true");
        System.setProperty(
                "java.util.logging.config.file",
                directory
                        .writeLoggingConfiguration(configuration.get("logging.level"))
                        .toString());
        System.setProperty(STARTING_PROPERTY, "true");
        try (var monitor = StartupMonitor.start(terminal)) {
            boot(home, directory.payaraArguments(port));
            System.clearProperty(STARTING_PROPERTY);
            directory.publishAddress(clientAddress(configuration.get("gateway.host")), port);
            if (Boolean.getBoolean("codeagent.dev")) {
                DevRedeployer.redeployUntilInputEnds();
            }
            monitor.requireStarted(isDeployed());
        }
        trimNativeHeap();
    }

    /** Payara Micro is unpacked beside this jar. Uses reflection: its boot class is not on the compile class path. */
    private static void boot(Path home, String[] arguments) throws Exception {
        System.setProperty(
                "fish.payara.micro.BootJar",
                home.resolve("launch-micro.jar").toUri().toString());
        System.setProperty("fish.payara.micro.UnpackDir", home.toString());
        Class.forName("fish.payara.micro.impl.PayaraMicroImpl")
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }

    /** In a container the server listens on all addresses, and the container publishes its port on loopback. */
    private static String clientAddress(String host) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(host);
        // The short form, because the server accepts only this one in Host.
        return address.isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getHostAddress().replace("0:0:0:0:0:0:0:1", "::1");
    }

    /** Returns memory that the compilers used during startup, 10% of all, from the C library to the system. */
    private static void trimNativeHeap() throws InterruptedException {
        Thread.sleep(TRIM_DELAY_MILLIS);
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
        } catch (JMException unsupported) {
            // Java has this command only on Linux. Nothing depends on it.
        }
    }

    /** Whether Payara Micro runs the application; it keeps running if the deployment fails. */
    private static boolean isDeployed() throws Exception {
        Class<?> micro = Class.forName("fish.payara.micro.impl.PayaraMicroImpl");
        Object runtime = micro.getMethod("getRuntime")
                .invoke(micro.getMethod("getInstance").invoke(null));
        var names = (Collection<?>)
                runtime.getClass().getMethod("getDeployedApplicationNames").invoke(runtime);
        return !names.isEmpty();
    }

    /**
     * The real path of the server's directory, which contains its jar. Not the code source, if the class path names the jar:
     * classes of a class data archive have the path at which the archive was created.
     */
    static Path home() {
        String classPath = System.getProperty("java.class.path", "");
        Path jar = classPath.endsWith(JAR_NAME) && !classPath.contains(File.pathSeparator)
                ? Path.of(classPath)
                : codeSource();
        try {
            return Objects.requireNonNull(jar.toRealPath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find the directory of " + jar, e);
        }
    }

    private static Path codeSource() {
        try {
            return Path.of(ServerMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int parsePort(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new StartupException("port: '" + text + "' is not a port; use a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static void requireFreePort(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new java.net.InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            boolean forbidden = String.valueOf(e.getMessage()).contains("ermission");
            throw new StartupException("port " + port + " on " + host
                    + (forbidden ? " may not be opened by this user" : " is taken") + " (" + e.getMessage() + "); "
                    + (forbidden ? "choose one above 1023" : "stop the program that uses it, or choose another")
                    + " with --port or gateway.port");
        }
    }

    /** Resolves a path that may begin with {@code ~}. */
    static Path expandHome(String path) {
        return path.startsWith("~/") || path.equals("~")
                ? Path.of(Optional.ofNullable(System.getProperty("user.home")).orElse("."))
                        .resolve(path.length() > 2 ? path.substring(2) : "")
                : Path.of(path).toAbsolutePath();
    }

    private static void requireWritableCredentials(Configuration configuration) {
        requireWritable(Objects.requireNonNull(credentials(configuration).getParent()), "security.credentials");
    }

    private static Path credentials(Configuration configuration) {
        return expandHome(configuration.get("security.credentials"));
    }

    /**
     * Creates the folder if it is missing, and checks that it is writable.
     *
     * @throws StartupException if it is not
     */
    static void requireWritable(Path folder, String optionName) {
        try {
            OwnerOnlyFiles.createDirectory(folder);
            Files.delete(Files.createTempFile(folder, ".start-", ""));
        } catch (IOException e) {
            String reason = reason(e);
            String advice = reason.startsWith("No space")
                    ? "free some space"
                    : "let the user " + System.getProperty("user.name") + " write there";
            throw new StartupException("cannot write into " + folder + " (" + reason + "); " + advice
                    + ", or choose another directory with " + optionName);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException denied -> "permission denied";
            case java.nio.file.FileAlreadyExistsException file -> "it is not a directory";
            case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
