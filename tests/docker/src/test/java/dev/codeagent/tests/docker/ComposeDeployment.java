package dev.codeagent.tests.docker;

import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.harness.IsolatedDockerEngine;
import dev.codeagent.tests.docker.Shell.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The files of the project as in a fresh clone, and {@code docker-compose} in that directory.
 *
 * @param directory the directory
 * @param docker runs docker and docker-compose there
 * @param host runs programs like a user of the host, who can reach the published ports
 */
record ComposeDeployment(Path directory, Shell docker, Shell host) {
    private static final Duration HEALTH_TIMEOUT = Duration.ofMinutes(3);
    private static final String SERVICE = "code-agent";

    static ComposeDeployment create(Path folder, IsolatedDockerEngine engine, Path projects)
            throws IOException, InterruptedException {
        Path root =
                Path.of(System.getProperty("codeagent.root")).toAbsolutePath().normalize();
        Path directory = Files.createDirectories(folder.resolve("codeagent"));
        String files = Shell.inDirectory(root)
                .run("git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard")
                .requireSuccess()
                .output();
        for (String file : files.split("\0")) {
            if (Files.exists(root.resolve(file))) {
                Files.createDirectories(directory.resolve(file).getParent());
                Files.copy(
                        root.resolve(file), directory.resolve(file), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.writeString(
                directory.resolve(".env"),
                "CODEAGENT_BASE=codeagent/base:trixie\nDOCKER_GID="
                        + Files.getAttribute(engine.socket(), "unix:gid") + "\nDOCKER_SOCKET=" + engine.socket()
                        + "\nPROJECT_PATH=" + projects
                        + "\n");
        var variables = Map.of("DOCKER_HOST", "unix://" + engine.socket(), "PWD", directory.toString());
        return new ComposeDeployment(
                directory,
                new Shell(directory, variables, List.of()),
                new Shell(root, Map.of("CODEAGENT_BUILD", "never"), engine.networkNamespaceCommand()));
    }

    CommandResult compose(String... arguments) throws IOException, InterruptedException {
        return docker.run(concat(List.of("docker-compose"), arguments)).requireSuccess();
    }

    /** Runs {@code docker-compose up -d} as docs/docker.md describes and waits until the server is healthy. */
    void up() throws IOException, InterruptedException {
        compose("up", "-d");
        String container = compose("ps", "-q", SERVICE).output().strip();
        await().atMost(HEALTH_TIMEOUT)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> !health(container).equals("starting"));
        if (!health(container).equals("healthy")) {
            throw new IOException("the server is " + health(container) + ":\n"
                    + compose("logs", "--tail", "50", SERVICE).output());
        }
    }

    private String health(String container) throws IOException, InterruptedException {
        return docker.run("docker", "inspect", "--format", "{{.State.Health.Status}}", container)
                .requireSuccess()
                .output()
                .strip();
    }

    /** Runs the client in the container of the server. */
    CommandResult runInContainer(String... arguments) throws IOException, InterruptedException {
        return docker.run(concat(List.of("docker-compose", "exec", "-T", SERVICE, "codeagent"), arguments));
    }

    /** Starts the client in the background and writes its output to a file. */
    Process runInContainer(Path output, String... arguments) throws IOException {
        return docker.start(output, concat(List.of("docker-compose", "exec", "-T", SERVICE, "codeagent"), arguments));
    }

    /** Runs the client on the host; of the built copy, so the data directory beside the compose file is named. */
    CommandResult runOnHost(String... arguments) throws IOException, InterruptedException {
        var command = concat(List.of(host.directory().resolve("codeagent").toString()), arguments);
        return host.run(concat(
                List.of(command),
                "--server",
                "http://127.0.0.1:8080",
                "--data",
                directory.resolve("data").toString()));
    }

    private static String[] concat(List<String> first, String... arguments) {
        var all = new ArrayList<>(first);
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }
}
