package dev.codeagent.containers;

import dev.codeagent.containers.managed.ContainerPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the Docker tools work.
 *
 * @param enabled whether agents have them at all
 * @param address the engine, e.g. {@code unix:///var/run/docker.sock}
 * @param certificates the folder of those for TLS to the engine, where it is spoken
 * @param owner tells this server's containers from others' on the same engine
 * @param subnet the range that projects' networks are cut out of
 * @param startedCallsDirectory a folder for what is remembered of calls
 * @param commandTimeout the longest that a command in a container may take
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
