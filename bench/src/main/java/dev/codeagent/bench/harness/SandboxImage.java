package dev.codeagent.bench.harness;

import java.io.IOException;
import java.util.List;

/** The image of the sandboxes, on an engine that has none. */
public final class SandboxImage {
    public static final String NAME = "codeagent/sandbox:latest";

    private SandboxImage() {}

    /** From the usual engine where that has it, which is quick; else it is built. */
    public static void loadOrBuild(IsolatedDockerEngine engine) throws IOException, InterruptedException {
        var save = new ProcessBuilder("docker", "save", NAME).redirectError(ProcessBuilder.Redirect.DISCARD);
        var load = processBuilder(engine, "docker", "load", "-q").redirectError(ProcessBuilder.Redirect.DISCARD);
        System.out.println("bringing " + NAME + " to an engine of the benchmark's own");
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
                throw new IOException("executor/image.sh could not make " + NAME);
            }
        }
    }

    private static ProcessBuilder processBuilder(IsolatedDockerEngine engine, String... command) {
        var builder = new ProcessBuilder(command);
        builder.environment().put("DOCKER_HOST", engine.address());
        return builder;
    }
}
