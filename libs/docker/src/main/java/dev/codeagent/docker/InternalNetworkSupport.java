package dev.codeagent.docker;

import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.api.model.VersionComponent;
import java.util.Optional;

/** Checks whether an engine supports networks from which its host cannot be reached. */
public final class InternalNetworkSupport {
    private InternalNetworkSupport() {}

    /** Whether the engine is Podman, which implements most of the API of Docker. */
    public static boolean isPodman(DockerEngineClient engine) {
        return isPodman(version(engine));
    }

    private static Version version(DockerEngineClient engine) {
        return engine.call("engine", () -> engine.dockerClient().versionCmd().exec());
    }

    private static boolean isPodman(Version version) {
        return version.getComponents() != null
                && version.getComponents().stream()
                        .map(VersionComponent::getName)
                        .anyMatch("Podman Engine"::equals);
    }

    /** The reason if it does not support them. Podman assigns its host an address on every network. */
    public static Optional<String> unavailableReason(DockerEngineClient engine) {
        Version version = version(engine);
        return isPodman(version)
                ? Optional.of("the engine at " + engine.address() + " is Podman " + version.getVersion()
                        + ", whose internal networks reach its host, so containers of agents and builds of"
                        + " projects' images are refused; use Docker for them")
                : Optional.empty();
    }
}
