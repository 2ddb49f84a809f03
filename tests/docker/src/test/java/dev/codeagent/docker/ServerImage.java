package dev.codeagent.docker;

import dev.codeagent.bench.rig.OwnEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The server's image, as compose builds it. That takes longest of all, so it begins with the engine, beside other tests. */
final class ServerImage {
    private static FutureTask<Shell.Answer> build;

    private ServerImage() {}

    static synchronized void begin(OwnEngine engine) {
        build = new FutureTask<>(() -> engine.unharmed(() -> build(engine)));
        Thread.ofPlatform().daemon().start(build);
    }

    private static Shell.Answer build(OwnEngine engine) throws Exception {
        Path folder = Files.createTempDirectory("codeagent-build");
        Deployment deployment = Deployment.fresh(folder, engine, folder);
        Shell.Answer answer = deployment.docker().run("docker-compose", "build", "code-agent");
        Shell.in(folder.getParent()).run("rm", "-rf", folder.toString());
        return answer;
    }

    /** Returns when it is there. */
    static void await() throws Exception {
        FutureTask<Shell.Answer> begun;
        synchronized (ServerImage.class) {
            begun = build;
        }
        try {
            begun.get().good();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the server's image was not built", e.getCause());
        }
    }
}
