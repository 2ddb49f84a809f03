package dev.codeagent.sandbox.docker;

import dev.codeagent.docker.DockerConnection;
import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import java.util.List;

/**
 * Settings of sandboxes in containers.
 *
 * @param connection to the engine
 * @param owner distinguishes the containers of this server from others on the same engine: 12 letters or digits
 * @param image the default image of sandboxes
 * @param projectImage which image requests of a project are honoured
 * @param limits those of the level, with the values of the configuration
 * @param subnet the range that the networks of projects are allocated from
 * @param warmContainers the maximum number of containers that wait for runs
 * @param egressHosts hosts that a proxy may reach, whatever their address is
 */
public record SandboxContainerSettings(
        DockerConnection connection,
        String owner,
        String image,
        ProjectImagePolicy projectImage,
        SecurityLevel level,
        ResourceLimits limits,
        String subnet,
        int warmContainers,
        List<String> egressHosts) {

    public SandboxContainerSettings {
        egressHosts = List.copyOf(egressHosts);
    }
}
