package dev.codeagent.bench.rig;

import java.io.IOException;
import java.util.Optional;

/** Who makes the sandboxes of a benchmark's server: {@code --sandbox}. */
public final class Sandboxes {
    private static final String DOCKER = "docker";
    private static final String BUBBLEWRAP = "bubblewrap";

    private Sandboxes() {}

    /** A benchmark on sandboxes of one kind. */
    public interface Work {
        /** @param engine that which makes them; none: bubblewrap does */
        Outcome in(Optional<OwnEngine> engine) throws Exception;
    }

    /** With those that the options name; else containers on an engine of the benchmark's own, where there can be one. */
    public static Outcome run(Options options, Work work) throws Exception {
        String hindrance = OwnEngine.hindrance();
        switch (options.text("sandbox", hindrance.isEmpty() ? DOCKER : BUBBLEWRAP)) {
            case BUBBLEWRAP -> {
                System.out.println("sandboxes are made by bubblewrap: there is no engine"
                        + (hindrance.isEmpty() ? "" : " (" + hindrance + ")"));
                return work.in(Optional.empty());
            }
            case DOCKER -> {
                if (!hindrance.isEmpty()) {
                    throw new WrongUse(hindrance);
                }
                try (OwnEngine engine = OwnEngine.start()) {
                    SandboxImage.bring(engine);
                    return work.in(Optional.of(engine));
                }
            }
            default ->
                throw new WrongUse("--sandbox is docker or bubblewrap, not '" + options.text("sandbox", "") + "'");
        }
    }

    /** A server that has its sandboxes from there. */
    public static Server.Launch launch(Optional<OwnEngine> engine) throws IOException {
        Server.Launch shipped = Server.Launch.shipped();
        return engine.map(own ->
                        shipped.with("CODEAGENT_SANDBOX_LAUNCHER", DOCKER).with("DOCKER_HOST", own.address()))
                .orElse(shipped.with("CODEAGENT_SANDBOX_LAUNCHER", BUBBLEWRAP));
    }
}
