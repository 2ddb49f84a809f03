package dev.codeagent.containers;

import dev.codeagent.containers.managed.ContainerPolicy;
import dev.codeagent.docker.DockerConnection;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the Docker tools.
 *
 * @param enabled whether agents have these tools
 * @param connection to the engine
 * @param owner distinguishes the containers of this server from others on the same engine
 * @param subnet the range that the networks of projects are allocated from
 * @param startedCallsDirectory the directory that records started calls
 * @param commandTimeout the maximum duration of a command in a container
 */
public record ToolContainerSettings(
        boolean enabled,
        DockerConnection connection,
        String owner,
        ContainerPolicy policy,
        String subnet,
        Path startedCallsDirectory,
        Duration commandTimeout) {}
