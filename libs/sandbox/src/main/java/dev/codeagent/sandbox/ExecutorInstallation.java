package dev.codeagent.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the executor and its runtime lie on the host. */
public record ExecutorInstallation(Path jar, Path runtime) {

    /** In the server folder, as {@code ear/micro} lays it out. */
    public static ExecutorInstallation under(Path home) {
        return new ExecutorInstallation(home.resolve("executor/executor.jar"), home.resolve("runtime-executor"));
    }

    boolean isComplete() {
        return Files.isRegularFile(jar) && Files.isExecutable(runtime.resolve("bin/java"));
    }
}
