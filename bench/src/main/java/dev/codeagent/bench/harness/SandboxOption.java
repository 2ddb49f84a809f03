package dev.codeagent.bench.harness;

import java.io.IOException;
import java.util.Optional;

/** Who makes the sandboxes of a benchmark's server: {@code --sandbox}. */
public final class SandboxOption {
    private static final String DOCKER = "docker";
    private static final String BUBBLEWRAP = "bubblewrap";

    private SandboxOption() {}

    /** A benchmark on sandboxes of one kind. */
    public interface Measurement {
        /** @param engine that which makes them; none: bubblewrap does */
        BenchmarkResult run(Optional<IsolatedDockerEngine> engine) throws Exception;
    }

    /** With those that the options name; else containers on an engine of the benchmark's own, where there can be one. */
    public static BenchmarkResult runWithSelected(BenchmarkOptions options, Measurement measurement) throws Exception {
        String unavailableReason = IsolatedDockerEngine.unavailableReason();
        switch (options.text("sandbox", unavailableReason.isEmpty() ? DOCKER : BUBBLEWRAP)) {
            case BUBBLEWRAP -> {
                System.out.println("sandboxes are made by bubblewrap: there is no engine"
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
                        "--sandbox is docker or bubblewrap, not '" + options.text("sandbox", "") + "'");
        }
    }

    /** A server that has its sandboxes from there. */
    public static ServerProcess.StartOptions serverStartOptions(Optional<IsolatedDockerEngine> engine)
            throws IOException {
        ServerProcess.StartOptions shipped = ServerProcess.StartOptions.shipped();
        return engine.map(isolatedEngine -> shipped.with("CODEAGENT_SANDBOX_LAUNCHER", DOCKER)
                        .with("DOCKER_HOST", isolatedEngine.address()))
                .orElse(shipped.with("CODEAGENT_SANDBOX_LAUNCHER", BUBBLEWRAP));
    }
}
