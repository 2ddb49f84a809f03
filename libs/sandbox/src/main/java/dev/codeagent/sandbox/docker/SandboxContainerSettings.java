package dev.codeagent.sandbox.docker;

import dev.codeagent.sandbox.ResourceLimits;
import dev.codeagent.sandbox.SecurityLevel;
import dev.codeagent.sandbox.images.ProjectImagePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How containers are made.
 *
 * @param address the engine, e.g. {@code unix:///var/run/docker.sock}
 * @param certificates the folder of those for TLS to the engine, where it is spoken
 * @param owner tells this server's containers from others' on the same engine: 12 letters or digits
 * @param image what projects are built and tested in
 * @param projectImage what of a project's own wish for an image counts
 * @param limits those of the level, or what the configuration says instead
 * @param subnet the range that projects' networks are cut out of
 * @param warmContainers how many containers may wait for runs
 * @param egressHosts hosts that a proxy may reach whatever their address is
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
