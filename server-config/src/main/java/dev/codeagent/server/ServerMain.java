package dev.codeagent.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;

/** Starts the server on Payara Micro: {@code java -jar codeagent-server.jar [--data DIR] [--port N] [--config FILE]}. */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] args) throws Exception {
        try {
            if (args.length == 2 && args[0].equals(Rehearsal.OPTION)) {
                Rehearsal.run(args[1]);
            } else {
                start(Arguments.parse(List.of(args)), System.getenv());
            }
        } catch (StartFailure e) {
            System.err.println("codeagent: " + e.getMessage());
            System.exit(3);
        }
    }

    static void start(Arguments arguments, Map<String, String> environment) throws Exception {
        Path workingDirectory = Path.of("").toAbsolutePath();
        Configuration configuration =
                Configuration.read(arguments.config().map(Path::of), workingDirectory, environment);
        Path data = configuration.dataDirectory(arguments.data(), workingDirectory);
        int port = port(arguments.port().orElse(configuration.get("gateway.port")));
        Path home = home();
        DataDirectory directory = DataDirectory.open(data, home);
        checkPort(configuration.get("gateway.host"), port);
        directory.announce(port);
        new SystemProperties(configuration, directory, home, port).set();
        boot(home, directory.payaraArguments(port));
        giveBackMemory();
    }

    /** Payara Micro lies unpacked beside this jar; its boot class is not on the class path that this compiles against. */
    private static void boot(Path home, String[] arguments) throws Exception {
        System.setProperty(
                "fish.payara.micro.BootJar",
                home.resolve("launch-micro.jar").toUri().toString());
        System.setProperty("fish.payara.micro.UnpackDir", home.toString());
        Class.forName("fish.payara.micro.impl.PayaraMicroImpl")
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }

    /** What the compilers used during the start stays with the C library otherwise: a tenth of all memory. */
    private static void giveBackMemory() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
        } catch (JMException notOnThisSystem) {
            // Java has the command on Linux only. Nothing depends on it.
        }
    }

    private static Path home() throws Exception {
        return Path.of(ServerMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .getParent();
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new StartFailure("port '" + text + "' is not a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static void checkPort(String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new java.net.InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw new StartFailure("port " + port + " on " + host + " is taken (" + e.getMessage()
                    + "); stop the program that has it, or choose another with --port or gateway.port");
        }
    }

    /** The folder of a file that a property may name with {@code ~}. */
    static Path expand(String path) {
        return path.startsWith("~/") || path.equals("~")
                ? Path.of(Optional.ofNullable(System.getProperty("user.home")).orElse("."))
                        .resolve(path.length() > 2 ? path.substring(2) : "")
                : Path.of(path).toAbsolutePath();
    }

    static void createDirectories(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StartFailure("cannot make the folder " + directory + ": " + e.getMessage());
        }
    }
}
