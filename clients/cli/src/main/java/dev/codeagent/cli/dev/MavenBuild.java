package dev.codeagent.cli.dev;

import dev.codeagent.cli.server.SearchPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds with Maven what does not lie in the application: the server's start, the executor, libraries. */
record MavenBuild(Path root) {
    /** Whether the sources compile; touches nothing that a running server has open. */
    List<String> compileSources() throws IOException, InterruptedException {
        return run("compile");
    }

    /** Assembles the server's folder; no server may run on it. */
    List<String> packageServer() throws IOException, InterruptedException {
        return run("package");
    }

    private List<String> run(String phase) throws IOException, InterruptedException {
        Optional<Path> maven = SearchPath.fromEnvironment().find("mvn");
        if (maven.isEmpty()) {
            return List.of("Maven is missing, and this change needs it");
        }
        var builder = new ProcessBuilder(
                        maven.get().toString(), "-q", "-B", "-DskipTests", "-pl", ModuleGraph.WAR_MODULE, "-am", phase)
                .directory(root.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() == 0) {
            return List.of();
        }
        var errors = new ArrayList<>(output.lines()
                .filter(line -> line.startsWith("[ERROR]"))
                .limit(20)
                .toList());
        if (errors.isEmpty()) {
            errors.add("Maven failed: " + output.strip());
        }
        return errors;
    }
}
