package dev.codeagent.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The one deployment of these tests. Its first start builds the server's image, which takes minutes, so it may begin beside
 * other tests; from then on nobody may kill the engine.
 *
 * @param deployment is up
 * @param folder holds it, and is removed when the tests end
 * @param projects the folder of the host whose projects its server works on
 */
record CommonDeployment(Deployment deployment, Path folder, Path projects) {
    private static CompletableFuture<CommonDeployment> begun;

    static synchronized CompletableFuture<CommonDeployment> begin() {
        if (begun == null) {
            var begins = new CompletableFuture<CommonDeployment>();
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    begins.complete(start());
                } catch (IOException | InterruptedException | RuntimeException e) {
                    begins.completeExceptionally(e);
                }
            });
            begun = begins;
        }
        return begun;
    }

    /** Waits for it. */
    static CommonDeployment up() throws IOException {
        try {
            return begin().join();
        } catch (CompletionException e) {
            throw new IOException(
                    "the deployment did not come up: " + e.getCause().getMessage(), e);
        }
    }

    private static CommonDeployment start() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("codeagent-deployment");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
        Path projects = Files.createDirectories(folder.resolve("src"));
        Deployment deployment = Deployment.fresh(folder, TestEngine.shared(), projects);
        deployment.docker().run("sandbox/image.sh").good();
        deployment.up();
        return new CommonDeployment(deployment, folder, projects);
    }

    private static void remove(Path folder) {
        try {
            new ProcessBuilder("rm", "-rf", "--one-file-system", folder.toString())
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            e.printStackTrace();
        }
    }
}
