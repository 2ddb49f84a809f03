package dev.codeagent.bench.load;

import dev.codeagent.bench.rig.Cpu;
import dev.codeagent.bench.rig.FakeModel;
import dev.codeagent.bench.rig.Repository;
import dev.codeagent.bench.rig.Samples;
import dev.codeagent.bench.rig.Server;
import dev.codeagent.bench.rig.Server.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server with one choice of compilers, and what work was seen to cost on it. */
final class Subject implements AutoCloseable {
    private final Compiler compiler;
    private final Server server;
    private final String project;
    private final double startSeconds;
    private final List<Double> commandMillis = new ArrayList<>();
    private final List<Double> pieceMicros = new ArrayList<>();

    private Subject(Compiler compiler, Server server, String project, double startSeconds) {
        this.compiler = compiler;
        this.server = server;
        this.project = project;
        this.startSeconds = startSeconds;
    }

    static Subject start(Path folder, Compiler compiler, FakeModel model) throws IOException, InterruptedException {
        Launch shipped = Launch.shipped();
        var launch = new Launch(compiler.in(shipped.jvm()), shipped.environment())
                .with("CODEAGENT_ORCHESTRATOR_MAXRUNS", String.valueOf(Work.STREAMS.clients()));
        Server server = Server.start(Files.createDirectories(folder), launch);
        double seconds = Cpu.seconds(server.pid());
        for (Work work : Work.ALL) {
            server.rest().provider(work.provider(), model.url(), work.provider());
        }
        String project = server.rest()
                .project(Repository.create(folder.resolve("sample")).path());
        return new Subject(compiler, server, project, seconds);
    }

    void warmUp(int seconds) throws IOException, InterruptedException {
        for (Work work : Work.ALL) {
            work.run(server.port(), project, seconds);
        }
    }

    void measure(int seconds) throws IOException, InterruptedException {
        commandMillis.add(1e3 * secondsOfOne(Work.COMMANDS, seconds));
        pieceMicros.add(1e6 * secondsOfOne(Work.STREAMS, seconds) / Work.STREAMS.pieces());
    }

    /** The server's CPU seconds for one run. */
    private double secondsOfOne(Work work, int seconds) throws IOException, InterruptedException {
        double before = Cpu.seconds(server.pid());
        long runs = work.run(server.port(), project, seconds);
        return (Cpu.seconds(server.pid()) - before) / runs;
    }

    Compiler compiler() {
        return compiler;
    }

    double startSeconds() {
        return startSeconds;
    }

    double commandMillis() {
        return Samples.of(commandMillis).percentile(0.5);
    }

    double pieceMicros() {
        return Samples.of(pieceMicros).percentile(0.5);
    }

    double megabytes() throws IOException {
        return Cpu.residentMegabytes(server.pid());
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
    }
}
