package dev.codeagent.sandbox;

import java.util.ArrayList;
import java.util.List;

/** The command line of the executor, with paths as the executor sees them. */
record ExecutorCommand(String java, String jar, String workspace, String results, String repository) {

    List<String> commandLine(String base, boolean network, long timeoutSeconds) {
        var command = new ArrayList<>(List.of(java));
        command.addAll(ExecutorJvmOptions.forJar(jar));
        command.addAll(List.of(
                "-jar",
                jar,
                "--workspace",
                workspace,
                "--results",
                results,
                "--base",
                base,
                "--timeout",
                "" + timeoutSeconds,
                "--maven-option",
                "-Dmaven.repo.local=" + repository));
        if (!network) {
            command.addAll(List.of("--maven-option", "-o"));
        }
        return command;
    }
}
