package dev.codeagent.bench.load;

import dev.codeagent.bench.harness.FakeModelProcess;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.bench.harness.ProcessStats;
import dev.codeagent.bench.harness.Samples;
import dev.codeagent.bench.harness.ServerProcess;
import dev.codeagent.bench.harness.ServerProcess.StartOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server with one choice of compilers, and the measured CPU cost of work on it. */
final class ServerUnderTest implements AutoCloseable {
    private final String name;
    private final ServerProcess server;
    private final String project;
    private final double startCpuSeconds;
    private final List<Double> commandMillis = new ArrayList<>();
    private final List<Double> chunkMicros = new ArrayList<>();

    private ServerUnderTest(String name, ServerProcess server, String project, double startCpuSeconds) {
        this.name = name;
        this.server = server;
        this.project = project;
        this.startCpuSeconds = startCpuSeconds;
    }

    /** @param name as the table shows it */
    static ServerUnderTest start(Path folder, String name, StartOptions options, FakeModelProcess model)
            throws IOException, InterruptedException {
        StartOptions startOptions =
                options.with("CODEAGENT_ORCHESTRATOR_MAXRUNS", String.valueOf(Workload.STREAMS.clients()));
        ServerProcess server = ServerProcess.start(Files.createDirectories(folder), startOptions);
        double seconds = ProcessStats.cpuSeconds(server.pid());
        for (Workload workload : Workload.ALL) {
            server.restClient().registerProvider(workload.provider(), model.url(), workload.provider());
        }
        String project = server.restClient()
                .registerProject(GitRepository.create(folder.resolve("sample")).path());
        return new ServerUnderTest(name, server, project, seconds);
    }

    void warmUp(int seconds) throws IOException, InterruptedException {
        for (Workload workload : Workload.ALL) {
            workload.run(server.address(), project, seconds);
        }
    }

    void measure(int seconds) throws IOException, InterruptedException {
        commandMillis.add(1e3 * cpuSecondsPerRun(Workload.COMMANDS, seconds));
        chunkMicros.add(1e6 * cpuSecondsPerRun(Workload.STREAMS, seconds) / Workload.STREAMS.chunks());
    }

    /** Returns the server's CPU seconds per run. */
    private double cpuSecondsPerRun(Workload workload, int seconds) throws IOException, InterruptedException {
        double before = ProcessStats.cpuSeconds(server.pid());
        long runs = workload.run(server.address(), project, seconds);
        return (ProcessStats.cpuSeconds(server.pid()) - before) / runs;
    }

    String name() {
        return name;
    }

    double startCpuSeconds() {
        return startCpuSeconds;
    }

    double commandMillis() {
        return Samples.of(commandMillis).percentile(0.5);
    }

    double chunkMicros() {
        return Samples.of(chunkMicros).percentile(0.5);
    }

    double residentMegabytes() throws IOException {
        return ProcessStats.residentMegabytes(server.pid());
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
    }
}
