package dev.codeagent.executor.git;

import dev.codeagent.executor.files.LinkFreeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Stages the whole workspace in a separate index; the clone's own index does not change. */
final class TemporaryIndex {
    private static final Map<String, List<String>> BUILD_OUTPUTS = Map.of(
            "pom.xml", List.of("target"),
            "Cargo.toml", List.of("target"),
            "build.gradle", List.of("build", ".gradle"),
            "build.gradle.kts", List.of("build", ".gradle"),
            "package.json", List.of("node_modules"));

    private final Path root;
    private final Git git;
    private final LinkFreeDirectory scratch;
    private final Path index;
    private final Path excludes;
    private final NestedRepositories nestedRepositories;

    TemporaryIndex(Path root, Git git, Path scratchDirectory) {
        this.root = root;
        this.git = git;
        // Commands can replace the scratch directory itself.
        this.scratch = new LinkFreeDirectory(Objects.requireNonNull(scratchDirectory.getParent()));
        this.index = scratchDirectory.resolve("index");
        this.excludes = scratchDirectory.resolve("excludes");
        this.nestedRepositories = new NestedRepositories(root, git);
    }

    /** Runs a git command with all differences between the commit and the workspace staged. */
    String runStaged(String commit, List<String> command) {
        try {
            scratch.deleteIfExists(index);
            scratch.deleteIfExists(index.resolveSibling("index.lock"));
            Map<String, String> environment = Map.of("GIT_INDEX_FILE", index.toString());
            git.run(List.of("read-tree", commit), environment);
            new PartialClone(root, git).markMissing(environment);
            List<String> nested = nestedRepositories.list(environment);
            git.run(addCommand(nested, environment), environment);
            nestedRepositories.stage(nested, environment);
            return git.run(command, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The command that stages everything except build output: directories such as {@code target} next to a
     * {@code pom.xml}, unless the project tracks files in them.
     */
    List<String> addCommand(Map<String, String> environment) throws IOException {
        return addCommand(nestedRepositories.list(environment), environment);
    }

    private List<String> addCommand(List<String> nested, Map<String, String> environment) throws IOException {
        var command = new ArrayList<>(List.of("-c", excludesSetting(environment), "add", "-A", "--", "."));
        nested.forEach(directory -> command.add(":(exclude,top,literal)" + directory));
        return command;
    }

    /** The setting that excludes build output. */
    String excludesSetting(Map<String, String> environment) throws IOException {
        var listCommand = new ArrayList<>(List.of("ls-files", "-z", "-co", "--exclude-standard", "--"));
        BUILD_OUTPUTS.keySet().forEach(file -> listCommand.addAll(List.of(file, "*/" + file)));
        var excludePatterns = new StringBuilder("__pycache__/\n");
        for (String file : git.run(listCommand, environment).split("\0")) {
            int name = file.lastIndexOf('/') + 1;
            for (String directory : BUILD_OUTPUTS.getOrDefault(file.substring(name), List.of())) {
                String output = file.substring(0, name) + directory;
                if (Files.isDirectory(root.resolve(output)) && !isTracked(output, environment)) {
                    excludePatterns
                            .append('/')
                            .append(output.replaceAll("([\\\\*?\\[ #!])", "\\\\$1"))
                            .append("/\n");
                }
            }
        }
        scratch.write(excludes, excludePatterns.toString().getBytes(StandardCharsets.UTF_8));
        return "core.excludesFile=" + excludes;
    }

    List<String> listClones() {
        return nestedRepositories.list(Map.of()).stream()
                .filter(nestedRepositories::isClone)
                .toList();
    }

    private boolean isTracked(String directory, Map<String, String> environment) {
        return !git.run(List.of("--literal-pathspecs", "ls-files", "--", directory), environment)
                .isBlank();
    }
}
