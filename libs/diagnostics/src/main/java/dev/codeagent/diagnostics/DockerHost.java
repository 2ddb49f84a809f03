package dev.codeagent.diagnostics;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the address and the certificates of the Docker engine. */
public final class DockerHost {
    private static final Path DEFAULT_SOCKET = Path.of("/var/run/docker.sock");

    private DockerHost() {}

    /**
     * Returns {@code DOCKER_HOST}, else the socket that exists, else the default one, for example
     * {@code unix:///var/run/docker.sock}.
     */
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
     * Returns the directory of the certificates if TLS is configured ({@code DOCKER_TLS_VERIFY}):
     * {@code DOCKER_CERT_PATH}, else {@code ~/.docker}.
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
