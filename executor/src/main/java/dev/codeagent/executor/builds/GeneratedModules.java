package dev.codeagent.executor.builds;

import dev.codeagent.executor.tool.ToolCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Python modules that the installation of a project generates in the workspace and git ignores, for example
 * {@code _version.py} of setuptools-scm. They are kept beside the dependencies, because a fresh checkout lacks them.
 */
record GeneratedModules(BuildEnvironment build, Path store) {
    private static final int MAX_FILES = 20;
    private static final long MAX_BYTES = 100_000;
    private static final String OUTPUT_DIRECTORIES = "(?:.*/)?(?:build|dist|node_modules|\\.[^/]+|[^/]*env)/.*";

    void save(ToolCall call) throws IOException {
        var listed = build.run(
                call,
                List.of(
                        "git",
                        "-c",
                        "safe.directory=*",
                        "ls-files",
                        "-z",
                        "--others",
                        "--ignored",
                        "--exclude-standard",
                        "--",
                        "*.py"),
                Map.of());
        List<String> names = Stream.of(listed.stdout().split("\0"))
                .filter(name -> listed.isSuccess() && !name.isEmpty() && !name.matches(OUTPUT_DIRECTORIES))
                .limit(MAX_FILES)
                .toList();
        for (String name : names) {
            copy(build.root().resolve(name), store.resolve(name));
        }
    }

    /** Adds the modules that the workspace lacks. */
    void restore() throws IOException {
        if (!Files.isDirectory(store)) {
            return;
        }
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = build.root().resolve(store.relativize(file).toString());
                if (Files.isDirectory(Objects.requireNonNull(target.getParent()))
                        && !Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                    copy(file, target);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS) && Files.size(from) <= MAX_BYTES) {
            Files.createDirectories(Objects.requireNonNull(to.getParent()));
            Files.copy(from, to);
        }
    }
}
