package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The running executors of a server, as host processes or in containers.
 *
 * @param engineAddress the address of the Docker engine that the server uses; empty: the default engine, if there is
 *     one
 */
record RunningExecutors(ServerProcess server, Optional<String> engineAddress) {

    /** Kills the executor of a run, as a host process or container; returns whether there was one. */
    boolean kill(String run) throws IOException, InterruptedException {
        List<ProcessHandle> processes = ProcessHandle.of(server.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(p -> commandLine(p).contains("executor.jar")
                        && ancestors(p).anyMatch(a -> commandLine(a).contains(run)))
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        List<String> containers = runDocker("ps", "-q", "--filter", "name=" + run);
        for (String container : containers) {
            runDocker("kill", container);
        }
        return processes.size() + containers.size() > 0;
    }

    private static Stream<ProcessHandle> ancestors(ProcessHandle process) {
        return Stream.iterate(Optional.of(process), Optional::isPresent, p -> p.flatMap(ProcessHandle::parent))
                .map(Optional::orElseThrow);
    }

    private static String commandLine(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    /** Returns the output lines; empty if the command fails, for example because there is no engine. */
    private List<String> runDocker(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        try {
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            engineAddress.ifPresent(address -> builder.environment().put("DOCKER_HOST", address));
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output.lines().toList() : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
