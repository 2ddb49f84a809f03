package dev.codeagent.bench.crash;

import dev.codeagent.bench.rig.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The executors of a server, wherever they run. */
final class Executors {
    private Executors() {}

    /** Kills those that work now, in this machine's processes and in containers; how many there were. */
    static int kill(Server server, String run) throws IOException, InterruptedException {
        List<ProcessHandle> own = ProcessHandle.of(server.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(p -> p.info().commandLine().orElse("").contains("executor.jar"))
                .toList();
        own.forEach(ProcessHandle::destroyForcibly);
        List<String> containers = docker("ps", "-q", "--filter", "name=" + run);
        for (String container : containers) {
            docker("kill", container);
        }
        return own.size() + containers.size();
    }

    /** Where there is no engine there are no containers. */
    private static List<String> docker(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output.lines().toList() : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
