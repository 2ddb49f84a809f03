package dev.codeagent.bench.harness;

import java.io.IOException;
import java.util.Optional;

/** The option {@code --sandbox}: what creates the sandboxes of a benchmark's server. */
public final class SandboxOption {
    private static final String DOCKER = "docker";
    private static final String BUBBLEWRAP = "bubblewrap";

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
                    SandboxImage.loadOrBuild(engine);
                    return measurement.run(Optional.of(engine));
                }
            }
            default ->
                throw new UsageException(
                        "--sandbox: '" + options.textOption("sandbox", "") + "' is unknown; use docker or bubblewrap");
        }
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
