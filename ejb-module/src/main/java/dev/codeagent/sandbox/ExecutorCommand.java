package dev.codeagent.sandbox;

import java.util.ArrayList;
import java.util.List;

/** The executor's command line, with paths as the executor will see them. */
record ExecutorCommand(String java, String jar, String workspace, String results, String repository) {

    List<String> words(String base, boolean network, long timeoutSeconds) {
        var words = new ArrayList<>(List.of(java));
        words.addAll(ExecutorJava.options(jar));
        words.addAll(List.of(
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
            words.addAll(List.of("--maven-option", "-o"));
        }
        return words;
    }
}
