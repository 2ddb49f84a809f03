package dev.codeagent.api.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a Docker engine is looked for. */
public final class DockerAddress {
    private static final Path USUAL = Path.of("/var/run/docker.sock");

    private DockerAddress() {}

    /** {@code DOCKER_HOST}, else the socket that is there, else the usual one; e.g. {@code unix:///var/run/docker.sock}. */
    public static String of(Map<String, String> environment, Path home) {
        String named = environment.getOrDefault("DOCKER_HOST", "").strip();
        Stream<Path> sockets = Stream.of(
                USUAL,
                Path.of(environment.getOrDefault("XDG_RUNTIME_DIR", "/run"), "docker.sock"),
                home.resolve(".docker/run/docker.sock"));
        return named.isEmpty()
                ? "unix://" + sockets.filter(Files::exists).findFirst().orElse(USUAL)
                : named;
    }

    /**
     * Where TLS is asked for ({@code DOCKER_TLS_VERIFY}), the folder of its certificates: {@code DOCKER_CERT_PATH}, else
     * {@code ~/.docker}.
     */
    public static Optional<Path> certificates(Map<String, String> environment, Path home) {
        if (environment.getOrDefault("DOCKER_TLS_VERIFY", "").isBlank()
                || !of(environment, home).startsWith("tcp://")) {
            return Optional.empty();
        }
        String named = environment.getOrDefault("DOCKER_CERT_PATH", "").strip();
        return Optional.of(named.isEmpty() ? home.resolve(".docker") : Path.of(named));
    }
}
