package dev.codeagent.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The location of the executor and its runtime on the host. */
public record ExecutorInstallation(Path jar, Path runtime) {

    /** The location in the server folder that {@code ear/micro} builds. */
    public static ExecutorInstallation under(Path home) {
        return new ExecutorInstallation(home.resolve("executor/executor.jar"), home.resolve("runtime-executor"));
    }

    /** The directory of the jar. */
    public Path jarDirectory() {
        return Objects.requireNonNull(jar.getParent());
    }

    boolean isComplete() {
        return Files.isRegularFile(jar) && Files.isExecutable(runtime.resolve("bin/java"));
    }
}
