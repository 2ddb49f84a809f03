package dev.codeagent.projects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A repository that a test creates with git as a user would. */
public record TestRepository(Path directory) {

    private static final Map<List<String>, PreparedDirectory> PREPARED = new ConcurrentHashMap<>();

    /** A repository with one file in one commit. */
    public static TestRepository create(Path directory, String file, String content) throws IOException {
        PREPARED.computeIfAbsent(
                        List.of(file, content),
                        key -> PreparedDirectory.create(original -> {
                            var repository = new TestRepository(original);
                            repository.write(file, content);
                            repository.commitFirst();
                        }))
                .copyTo(directory);
        return new TestRepository(directory);
    }

    /** Makes the directory a repository whose first commit contains all its files. */
    void commitFirst() throws IOException, InterruptedException {
        git("init", "-q", "-b", "main");
        commitAll();
    }

    /** Creates the patch of a workspace like the executor at the end of a run. */
    static byte[] patch(Workspace workspace) throws IOException, InterruptedException {
        var clone = new TestRepository(workspace.directory());
        clone.git("add", "-A");
        return clone.output("diff", "--cached", "--binary", "--full-index", "--no-color", workspace.baseCommit());
    }

    public void write(String file, String content) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    public void commitAll() throws IOException, InterruptedException {
        git("add", "-A");
        git("commit", "-q", "-m", "Commit");
    }

    void addSubmodule(TestRepository source, String path) throws IOException, InterruptedException {
        git("submodule", "--quiet", "add", source.directory().toString(), path);
    }

    TestRepository at(String path) {
        return new TestRepository(directory.resolve(path));
    }

    /** The output without white space at its ends. */
    String git(String... arguments) throws IOException, InterruptedException {
        return new String(output(arguments), StandardCharsets.UTF_8).strip();
    }

    byte[] output(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                "git", "-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "protocol.file.allow=always"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return output;
    }
}
