package dev.codeagent.bench.harness;

import java.io.IOException;
import java.util.List;

/** Puts the sandbox image on an isolated engine. */
public final class SandboxImage {
    public static final String NAME = "codeagent/sandbox:latest";

    private SandboxImage() {}

    /** Copies the image from the default engine, which is fast; builds it if the default engine does not have it. */
    public static void loadOrBuild(IsolatedDockerEngine engine) throws IOException, InterruptedException {
        var save = new ProcessBuilder("docker", "save", NAME).redirectError(ProcessBuilder.Redirect.DISCARD);
        var load = processBuilder(engine, "docker", "load", "-q").redirectError(ProcessBuilder.Redirect.DISCARD);
        System.out.println("copying or building " + NAME + " on the isolated Docker engine");
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
                throw new IOException("executor/image.sh failed to build " + NAME);
            }
        }
    }

    private static ProcessBuilder processBuilder(IsolatedDockerEngine engine, String... command) {
        var builder = new ProcessBuilder(command);
        builder.environment().put("DOCKER_HOST", engine.address());
        return builder;
    }
}
