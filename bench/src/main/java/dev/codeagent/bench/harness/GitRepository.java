package dev.codeagent.bench.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small git repository that serves as a project. */
public record GitRepository(Path path) {

    /** Creates a repository with two files and one commit. */
    public static GitRepository create(Path path) throws IOException, InterruptedException {
        Files.createDirectories(path.resolve("src"));
        Files.writeString(path.resolve("README.md"), "# Sample\n\nOne line.\n");
        Files.writeString(path.resolve("src/first.txt"), "first\n");
        return initialize(path);
    }

    /** Makes the directory a repository with all its files in one commit. */
    public static GitRepository initialize(Path path) throws IOException, InterruptedException {
        var repository = new GitRepository(path);
        repository.git("init", "-q", "-b", "main");
        repository.git("add", "-A");
        repository.git("commit", "-q", "-m", "Begin");
        return repository;
    }

    /** Returns the output of a git command. */
    public String git(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-c", "user.name=Bench", "-c", "user.email=bench@example.org"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(path.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output);
        }
        return output;
    }
}
