package dev.codeagent.docker;

import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.api.model.VersionComponent;
import java.util.Optional;

/** Whether an engine can make networks on which its machine cannot be reached. */
public final class InternalNetworkSupport {
    private InternalNetworkSupport() {}

    /** Why it cannot; nothing where it can. Podman gives its machine an address on every network, whatever is asked for. */
    public static Optional<String> unavailableReason(DockerEngineClient engine) {
        Version version =
                engine.call("engine", () -> engine.dockerClient().versionCmd().exec());
        boolean podman = version.getComponents() != null
                && version.getComponents().stream()
                        .map(VersionComponent::getName)
                        .anyMatch("Podman Engine"::equals);
        return podman
                ? Optional.of("the engine at " + engine.address() + " is Podman " + version.getVersion()
                        + ", whose closed networks reach its own machine, so containers that agents make and builds of"
                        + " projects' images are refused; use Docker for them")
                : Optional.empty();
    }
}
