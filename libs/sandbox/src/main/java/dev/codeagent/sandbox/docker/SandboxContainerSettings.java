package dev.codeagent.sandbox.docker;

import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Settings of sandboxes in containers.
 *
 * @param address of the engine, e.g. {@code unix:///var/run/docker.sock}
 * @param certificates the directory with the TLS files for the engine, if it uses TLS
 * @param owner distinguishes the containers of this server from others on the same engine: 12 letters or digits
 * @param image the default image of sandboxes
 * @param projectImage which image requests of a project are honoured
 * @param limits those of the level, with the values of the configuration
 * @param subnet the range that the networks of projects are allocated from
 * @param warmContainers the maximum number of containers that wait for runs
 * @param egressHosts hosts that a proxy may reach, whatever their address is
 */
public record SandboxContainerSettings(
        String address,
        Optional<Path> certificates,
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
