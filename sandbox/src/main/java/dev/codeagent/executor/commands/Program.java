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
 * @param idle how long it may use no processor before it is ended as if its time were up; zero: as long as it wants
 */
public record Program(
        String id,
        List<String> command,
        Path directory,
        Map<String, String> environment,
        Optional<byte[]> input,
        Duration limit,
        Duration idle) {

    public Program(String id, List<String> command, Path directory, Duration limit) {
        this(id, command, directory, Map.of(), Optional.empty(), limit, Duration.ZERO);
    }

    public Program with(Map<String, String> more) {
        var all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return new Program(id, command, directory, all, input, limit, idle);
    }

    public Program reading(byte[] bytes) {
        return new Program(id, command, directory, environment, Optional.of(bytes), limit, idle);
    }

    public Program endingIdle(Duration longest) {
        return new Program(id, command, directory, environment, input, limit, longest);
    }
}
