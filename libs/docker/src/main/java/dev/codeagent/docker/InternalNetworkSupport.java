package dev.codeagent.docker;

import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.api.model.VersionComponent;
import java.util.Optional;

/** Checks whether an engine supports networks from which its host cannot be reached. */
public final class InternalNetworkSupport {
    private InternalNetworkSupport() {}

    /** The reason if it does not support them. Podman assigns its host an address on every network. */
    public static Optional<String> unavailableReason(DockerEngineClient engine) {
        Version version =
                engine.call("engine", () -> engine.dockerClient().versionCmd().exec());
        boolean podman = version.getComponents() != null
                && version.getComponents().stream()
                        .map(VersionComponent::getName)
                        .anyMatch("Podman Engine"::equals);
        return podman
                ? Optional.of("the engine at " + engine.address() + " is Podman " + version.getVersion()
                        + ", whose internal networks reach its host, so containers of agents and builds of"
                        + " projects' images are refused; use Docker for them")
                : Optional.empty();
    }
}
