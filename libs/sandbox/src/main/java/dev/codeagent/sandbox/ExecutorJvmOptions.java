package dev.codeagent.sandbox;

import java.util.List;

/** The options of the JVM of every executor, for little memory and a fast start. */
public final class ExecutorJvmOptions {
    private ExecutorJvmOptions() {}

    /**
     * The options for a jar.
     *
     * @param jar the path of the jar as the executor sees it. The build puts the CDS archive of its classes, made with
     *     the same Java version, beside it. Without a matching archive Java starts normally and without a message,
     *     which would otherwise mix with the output of the executor
     */
    public static List<String> forJar(String jar) {
        return List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:SharedArchiveFile=" + jar.replaceFirst("\\.jar$", ".jsa"),
                "-Xlog:disable",
                // Commands have the same user: they must not load code into the executor, write to its counters, or
                // make it print its threads among its answers by a signal.
                "-XX:+DisableAttachMechanism",
                "-XX:-UsePerfData",
                "-Xrs",
                "-Xmx256m");
    }
}
