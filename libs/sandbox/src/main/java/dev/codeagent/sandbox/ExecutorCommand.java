package dev.codeagent.sandbox;

import java.util.ArrayList;
import java.util.List;

/** The arguments of the Java program that runs the executor, with paths as the executor sees them. */
record ExecutorCommand(String jar, String workspace, String results, String repository) {
    List<String> arguments(Workspace opened, boolean network, long timeoutSeconds) {
        var command = new ArrayList<>(ExecutorJvmOptions.forJar(jar));
        command.addAll(List.of(
                "-jar",
                jar,
                "--workspace",
                workspace,
                "--results",
                results,
                "--base",
                opened.baseCommit(),
                "--subdirectory",
                opened.subdirectory(),
                "--timeout",
                "" + timeoutSeconds,
                "--maven-option",
                "-Dmaven.repo.local=" + repository));
        if (!network) {
            command.addAll(List.of("--maven-option", "-o"));
        }
        if (!opened.leftOut().isEmpty()) {
            command.addAll(List.of("--left-out", opened.leftOutAsJson().toString()));
        }
        return command;
    }
}
