package dev.codeagent.bench.harness;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The option {@code --sandbox}: what creates the sandboxes of a benchmark's server. */
public final class SandboxOption {
    private static final String DOCKER = "docker";
    private static final String BUBBLEWRAP = "bubblewrap";
    private static final String IMAGE = "codeagent/sandbox:latest";

    private SandboxOption() {}

    /** A benchmark that uses sandboxes of one kind. */
    public interface Measurement {
        /** @param engine the engine that creates the sandboxes; empty: bubblewrap creates them */
        BenchmarkResult run(Optional<IsolatedDockerEngine> engine) throws Exception;
    }

    /** Uses the kind in the options; by default an isolated engine if one can start, otherwise bubblewrap. */
    public static BenchmarkResult runWithSelected(BenchmarkOptions options, Measurement measurement) throws Exception {
        String unavailableReason = IsolatedDockerEngine.unavailableReason();
        switch (options.textOption("sandbox", unavailableReason.isEmpty() ? DOCKER : BUBBLEWRAP)) {
            case BUBBLEWRAP -> {
                System.out.println("bubblewrap creates the sandboxes, without a Docker engine"
                        + (unavailableReason.isEmpty() ? "" : " (" + unavailableReason + ")"));
                return measurement.run(Optional.empty());
            }
            case DOCKER -> {
                if (!unavailableReason.isEmpty()) {
                    throw new UsageException(unavailableReason);
                }
                try (IsolatedDockerEngine engine = IsolatedDockerEngine.start()) {
                    loadOrBuildImage(engine);
                    return measurement.run(Optional.of(engine));
                }
            }
            default ->
                throw new UsageException(
                        "--sandbox: '" + options.textOption("sandbox", "") + "' is unknown; use docker or bubblewrap");
        }
    }

    /** Copies the sandbox image from the default engine, which is fast; builds it if the default engine does not have it. */
    private static void loadOrBuildImage(IsolatedDockerEngine engine) throws IOException, InterruptedException {
        var save = new ProcessBuilder("docker", "save", IMAGE).redirectError(ProcessBuilder.Redirect.DISCARD);
        var load = processBuilder(engine, "docker", "load", "-q").redirectError(ProcessBuilder.Redirect.DISCARD);
        System.out.println("copying or building " + IMAGE + " on the isolated Docker engine");
        List<Process> copy =
                ProcessBuilder.startPipeline(List.of(save, load.redirectOutput(ProcessBuilder.Redirect.DISCARD)));
        boolean copied = true;
        for (Process process : copy) {
            copied &= process.waitFor() == 0;
        }
        if (!copied) {
            String script = BuildArtifacts.locate()
                    .projectRoot()
                    .resolve("executor/image.sh")
                    .toString();
            if (processBuilder(engine, script).inheritIO().start().waitFor() != 0) {
                throw new IOException("executor/image.sh failed to build " + IMAGE);
            }
        }
    }

    private static ProcessBuilder processBuilder(IsolatedDockerEngine engine, String... command) {
        var builder = new ProcessBuilder(command);
        builder.environment().put("DOCKER_HOST", engine.address());
        return builder;
    }

    /** Returns the start options of a server that uses the engine, or bubblewrap without one. */
    public static ServerProcess.StartOptions serverStartOptions(Optional<IsolatedDockerEngine> engine)
            throws IOException {
        ServerProcess.StartOptions shipped = ServerProcess.StartOptions.shipped();
        return engine.map(isolatedEngine -> shipped.with("CODEAGENT_SANDBOX_LAUNCHER", DOCKER)
                        .with("DOCKER_HOST", isolatedEngine.address()))
                .orElse(shipped.with("CODEAGENT_SANDBOX_LAUNCHER", BUBBLEWRAP));
    }
}
