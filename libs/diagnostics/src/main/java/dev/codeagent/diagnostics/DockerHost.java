package dev.codeagent.diagnostics;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a Docker engine is looked for. */
public final class DockerHost {
    private static final Path DEFAULT_SOCKET = Path.of("/var/run/docker.sock");

    private DockerHost() {}

    /** {@code DOCKER_HOST}, else the socket that is there, else the usual one; e.g. {@code unix:///var/run/docker.sock}. */
    public static String resolve(Map<String, String> environment, Path home) {
        String configured = environment.getOrDefault("DOCKER_HOST", "").strip();
        Stream<Path> sockets = Stream.of(
                DEFAULT_SOCKET,
                Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/run"), "docker.sock"),
                home.resolve(".docker/run/docker.sock"));
        return configured.isEmpty()
                ? "unix://" + sockets.filter(Files::exists).findFirst().orElse(DEFAULT_SOCKET)
                : configured;
    }

    /**
     * Where TLS is asked for ({@code DOCKER_TLS_VERIFY}), the folder of its certificates: {@code DOCKER_CERT_PATH}, else
     * {@code ~/.docker}.
     */
    public static Optional<Path> certificateDirectory(Map<String, String> environment, Path home) {
        if (environment.getOrDefault("DOCKER_TLS_VERIFY", "").isBlank()
                || !resolve(environment, home).startsWith("tcp://")) {
            return Optional.empty();
        }
        String configured = environment.getOrDefault("DOCKER_CERT_PATH", "").strip();
        return Optional.of(configured.isEmpty() ? home.resolve(".docker") : Path.of(configured));
    }
}
