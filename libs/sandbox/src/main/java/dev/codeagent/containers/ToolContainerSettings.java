package dev.codeagent.containers;

import dev.codeagent.containers.managed.ContainerPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the Docker tools.
 *
 * @param enabled whether agents have these tools
 * @param address of the engine, e.g. {@code unix:///var/run/docker.sock}
 * @param certificates the directory with the TLS files for the engine, if it uses TLS
 * @param owner distinguishes the containers of this server from others on the same engine
 * @param subnet the range that the networks of projects are allocated from
 * @param startedCallsDirectory the directory that records started calls
 * @param commandTimeout the maximum duration of a command in a container
 */
public record ToolContainerSettings(
        boolean enabled,
        String address,
        Optional<Path> certificates,
        String owner,
        ContainerPolicy policy,
        String subnet,
        Path startedCallsDirectory,
        Duration commandTimeout) {}
