package dev.codeagent.api.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
}
