package dev.codeagent.docker;

import dev.codeagent.diagnostics.DockerHost;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How to connect to an engine.
 *
 * @param address e.g. {@code unix:///var/run/docker.sock} or {@code tcp://host:2376}
 * @param certificates the directory with {@code ca.pem}, {@code cert.pem} and {@code key.pem} if the engine uses TLS
 */
public record DockerConnection(String address, Optional<Path> certificates) {

    public static DockerConnection withoutTls(String address) {
        return new DockerConnection(address, Optional.empty());
    }

    /** The connection that the environment configures; see {@link DockerHost}. */
    public static DockerConnection fromEnvironment(Map<String, String> environment, Path home) {
        return new DockerConnection(
                DockerHost.resolve(environment, home), DockerHost.certificateDirectory(environment, home));
    }
}
