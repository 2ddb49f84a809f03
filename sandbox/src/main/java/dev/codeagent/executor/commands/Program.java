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
 */
public record Program(
        String id,
        List<String> command,
        Path directory,
        Map<String, String> environment,
        Optional<byte[]> input,
        Duration limit) {

    public Program(String id, List<String> command, Path directory, Duration limit) {
        this(id, command, directory, Map.of(), Optional.empty(), limit);
    }

    public Program with(Map<String, String> more) {
        var all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return new Program(id, command, directory, all, input, limit);
    }

    public Program reading(byte[] bytes) {
        return new Program(id, command, directory, environment, Optional.of(bytes), limit);
    }
}
