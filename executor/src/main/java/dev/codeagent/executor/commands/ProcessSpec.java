package dev.codeagent.executor.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program to run.
 *
 * @param id marks its processes; unique among the programs that run at the same time
 * @param environment variables in addition to those of all programs of the workspace
 * @param input standard input; absent means empty
 * @param idleTimeout how long it may use no CPU time before it ends as if timed out; zero means no limit
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
