package dev.codeagent.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the executor and its runtime lie on the host. */
public record ExecutorFiles(Path jar, Path runtime) {

    /** In the server folder, as {@code ear/micro} lays it out. */
    public static ExecutorFiles in(Path home) {
        return new ExecutorFiles(home.resolve("executor/executor.jar"), home.resolve("runtime-executor"));
    }

    boolean complete() {
        return Files.isRegularFile(jar) && Files.isExecutable(runtime.resolve("bin/java"));
    }
}
