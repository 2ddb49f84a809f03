package dev.codeagent.bench.crash;

import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The executors of a server, wherever they run.
 *
 * @param engineAddress the address of the Docker engine that the server uses; empty: the usual one, if there is any
 */
record RunningExecutors(ServerProcess server, Optional<String> engineAddress) {

    /** Kills that of a run, in this machine's processes and in containers; whether there was one. */
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

    /** Where there is no engine there are no containers. */
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
