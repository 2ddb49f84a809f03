package dev.codeagent.executor.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that is to run.
 *
 * @param id marks its processes; unique among those that run at the same time
 * @param environment variables beside those that every program of the workspace has
 * @param input what it reads; nothing is an empty input
 * @param idleTimeout how long it may use no processor before it is ended as if its time were up; zero: as long as it wants
 */
public record ProcessSpec(
        String id,
        List<String> command,
        Path workingDirectory,
        Map<String, String> environment,
        Optional<byte[]> input,
        Duration timeout,
        Duration idleTimeout) {

    public ProcessSpec(String id, List<String> command, Path workingDirectory, Duration timeout) {
        this(id, command, workingDirectory, Map.of(), Optional.empty(), timeout, Duration.ZERO);
    }

    public ProcessSpec withEnvironment(Map<String, String> added) {
        var merged = new LinkedHashMap<>(environment);
        merged.putAll(added);
        return new ProcessSpec(id, command, workingDirectory, merged, input, timeout, idleTimeout);
    }

    public ProcessSpec withInput(byte[] bytes) {
        return new ProcessSpec(id, command, workingDirectory, environment, Optional.of(bytes), timeout, idleTimeout);
    }

    public ProcessSpec withIdleTimeout(Duration idleTimeout) {
        return new ProcessSpec(id, command, workingDirectory, environment, input, timeout, idleTimeout);
    }
}
