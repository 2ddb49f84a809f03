package dev.codeagent.cli.server;

import dev.codeagent.cli.exit.CliException;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder of the launcher: a distribution with its programs, or the source tree with its build output. */
public record Installation(Path root) {

    /** The folder that the launcher passes, else the source tree above clients/cli/target/cli/codeagent-cli.jar. */
    public static Installation find() {
        return new Installation(Optional.ofNullable(System.getProperty("codeagent.root"))
                .map(Path::of)
                .orElseGet(Installation::rootAboveJar)
                .toAbsolutePath()
                .normalize());
    }

    private static Path rootAboveJar() {
        try {
            Path jar = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return jar.resolve("../../../../..");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path dataDirectory() {
        return root.resolve("data");
    }

    public Path serverJar() {
        return findJar("server/codeagent-server.jar", "ear/micro/target");
    }

    /** The model gateway is beside the server and uses the server's libraries. */
    public String modelGatewayClassPath() {
        Path server = serverJar().getParent();
        return Stream.of(
                        "llm/*",
                        "lib/*",
                        "runtime/jackson-annotations.jar",
                        "runtime/jackson-core.jar",
                        "runtime/jackson-databind.jar",
                        "runtime/jakarta.json.jar")
                .map(part -> server + File.separator + part.replace("/", File.separator))
                .collect(Collectors.joining(File.pathSeparator));
    }

    public Path fakeModelJar() {
        return findJar("fake-model/codeagent-fake-model.jar", "fake-model/target");
    }

    public Path demoFolder() {
        return root.resolve("demo");
    }

    /** The Java that runs this program; its version is sufficient. */
    public static String javaExecutable() {
        return javaExecutable(Path.of(System.getProperty("java.home"))).toString();
    }

    static Path javaExecutable(Path home) {
        Path windows = home.resolve("bin/java.exe");
        return Files.isRegularFile(windows) ? windows : home.resolve("bin/java");
    }

    private Path findJar(String name, String target) {
        Path packaged = root.resolve(name);
        if (Files.isRegularFile(packaged)) {
            return packaged;
        }
        Path jar = root.resolve(target).resolve(name);
        if (!Files.isRegularFile(jar)) {
            throw CliException.serverError(jar + " is missing; build it with `mvn -DskipTests package`");
        }
        return jar;
    }
}
