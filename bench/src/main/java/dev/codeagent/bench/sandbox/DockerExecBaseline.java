package dev.codeagent.bench.sandbox;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The baseline: {@code docker exec} of a program in a container of the same image. */
final class DockerExecBaseline implements AutoCloseable {
    private final String address;
    private final String container;

    private DockerExecBaseline(String address, String container) {
        this.address = address;
        this.container = container;
    }

    static DockerExecBaseline start(String address, String image) throws IOException, InterruptedException {
        String id =
                runDocker(address, List.of("run", "-d", "--rm", "--network", "none", "--init", image, "sleep", "3600"));
        return new DockerExecBaseline(address, id.strip());
    }

    /** Runs {@code docker exec} once, as a user would, and returns the milliseconds. */
    double measureMillis(String... arguments) throws IOException, InterruptedException {
        var all = new java.util.ArrayList<>(List.of("exec", container));
        all.addAll(List.of(arguments));
        long start = System.nanoTime();
        runDocker(address, all);
        return (System.nanoTime() - start) / 1e6;
    }

    static String runDocker(String address, List<String> arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of("docker", "-H", address));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("docker " + arguments.getFirst() + " failed: " + output.strip());
        }
        return output;
    }

    @Override
    public void close() throws IOException {
        try {
            runDocker(address, List.of("rm", "-f", container));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
