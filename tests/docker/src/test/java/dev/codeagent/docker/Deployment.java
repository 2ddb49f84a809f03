package dev.codeagent.docker;

import static org.awaitility.Awaitility.await;

import dev.codeagent.bench.rig.IsolatedDockerEngine;
import dev.codeagent.docker.Shell.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The files of the project as a fresh clone has them, and {@code docker-compose} in that folder.
 *
 * @param home the folder
 * @param docker runs docker and docker-compose there
 * @param host runs programs as a user of the host, who sees the published ports
 */
record Deployment(Path home, Shell docker, Shell host) {
    private static final Duration HEALTHY = Duration.ofMinutes(3);
    private static final String SERVICE = "code-agent";

    static Deployment fresh(Path folder, IsolatedDockerEngine engine, Path projects)
            throws IOException, InterruptedException {
        Path root =
                Path.of(System.getProperty("codeagent.root")).toAbsolutePath().normalize();
        Path home = Files.createDirectories(folder.resolve("codeagent"));
        String files = Shell.in(root)
                .run("git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard")
                .good()
                .output();
        for (String file : files.split("\0")) {
            if (Files.exists(root.resolve(file))) {
                Files.createDirectories(home.resolve(file).getParent());
                Files.copy(root.resolve(file), home.resolve(file), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Files.writeString(
                home.resolve(".env"),
                "CODEAGENT_BASE=codeagent/base:trixie\nDOCKER_GID="
                        + Files.getAttribute(engine.socket(), "unix:gid") + "\nDOCKER_SOCKET=" + engine.socket()
                        + "\nPROJECT_PATH=" + projects
                        + "\n");
        var variables = Map.of("DOCKER_HOST", "unix://" + engine.socket(), "PWD", home.toString());
        return new Deployment(
                home,
                new Shell(home, variables, List.of()),
                new Shell(root, Map.of("CODEAGENT_BUILD", "never"), engine.networkNamespaceCommand()));
    }

    Answer compose(String... words) throws IOException, InterruptedException {
        return docker.run(with(List.of("docker-compose"), words)).good();
    }

    /** Calls compose's up as the document does, and waits for the server's health. */
    void up() throws IOException, InterruptedException {
        compose("up", "-d");
        String container = compose("ps", "-q", SERVICE).output().strip();
        await().atMost(HEALTHY)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> !health(container).equals("starting"));
        if (!health(container).equals("healthy")) {
            throw new IOException("the server is " + health(container) + ":\n"
                    + compose("logs", "--tail", "50", SERVICE).output());
        }
    }

    private String health(String container) throws IOException, InterruptedException {
        return docker.run("docker", "inspect", "--format", "{{.State.Health.Status}}", container)
                .good()
                .output()
                .strip();
    }

    /** The client in the server's container. */
    Answer inside(String... words) throws IOException, InterruptedException {
        return docker.run(with(List.of("docker-compose", "exec", "-T", SERVICE, "codeagent"), words));
    }

    /** The client in the background, with its output in a file. */
    Process inside(Path output, String... words) throws IOException {
        return docker.start(output, with(List.of("docker-compose", "exec", "-T", SERVICE, "codeagent"), words));
    }

    /** The client of the host. */
    Answer outside(String... words) throws IOException, InterruptedException {
        var command = with(List.of(host.folder().resolve("codeagent").toString()), words);
        return host.run(with(List.of(command), "--server", "http://127.0.0.1:8080"));
    }

    private static String[] with(List<String> first, String... words) {
        var all = new ArrayList<>(first);
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }
}
