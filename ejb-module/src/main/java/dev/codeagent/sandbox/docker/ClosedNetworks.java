package dev.codeagent.sandbox.docker;

import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.api.model.VersionComponent;
import dev.codeagent.engine.Engine;
import dev.codeagent.sandbox.NetworkAccess;
import dev.codeagent.sandbox.SecurityLevel;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether an engine can keep networks as closed as a level promises. */
final class ClosedNetworks {
    private static final Set<NetworkAccess> OTHERS = Set.of(NetworkAccess.NONE, NetworkAccess.OPEN);

    private ClosedNetworks() {}

    /**
     * Why the level cannot be had; nothing where it can. Podman gives its machine an address on every network, whatever is
     * asked for, so services of that machine could be reached.
     */
    static Optional<String> obstacle(Engine engine, SecurityLevel level) {
        boolean closed = Stream.of(level.working(), level.preparing()).anyMatch(access -> !OTHERS.contains(access));
        if (!closed) {
            return Optional.empty();
        }
        Version version =
                engine.ask("engine", () -> engine.client().versionCmd().exec());
        boolean podman = version.getComponents() != null
                && version.getComponents().stream()
                        .map(VersionComponent::getName)
                        .anyMatch("Podman Engine"::equals);
        return podman
                ? Optional.of("the engine at " + engine.address() + " is Podman " + version.getVersion()
                        + ", whose closed networks reach its own machine; set sandbox.level to full-isolation, or to"
                        + " production where that may be, or use Docker")
                : Optional.empty();
    }
}
