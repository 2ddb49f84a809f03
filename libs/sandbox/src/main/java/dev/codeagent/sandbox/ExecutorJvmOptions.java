package dev.codeagent.sandbox;

import java.util.List;

/** The Java machine that every executor runs in: small, and quick to start. */
public final class ExecutorJvmOptions {
    private ExecutorJvmOptions() {}

    /**
     * Its options.
     *
     * @param jar the executor's jar as the executor sees it. Beside it lies the archive of its classes, which the build made
     *     with the same Java; where it is missing or does not fit, Java does without and says nothing, because its words
     *     would be taken for the executor's
     */
    public static List<String> forJar(String jar) {
        return List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:SharedArchiveFile=" + jar.replaceFirst("\\.jar$", ".jsa"),
                "-Xlog:disable",
                "-Xmx256m");
    }
}
