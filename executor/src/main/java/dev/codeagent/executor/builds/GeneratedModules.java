package dev.codeagent.executor.builds;

import dev.codeagent.executor.files.LinkFreeDirectory;
import dev.codeagent.executor.tool.ToolCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Python modules that the installation of a project generates in the workspace and git ignores, for example
 * {@code _version.py} of setuptools-scm. They are kept beside the dependencies, because a fresh checkout lacks them.
 */
record GeneratedModules(BuildEnvironment build, Path store) {
    private static final int MAX_FILES = 20;
    private static final int MAX_BYTES = 100_000;
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
            Optional<byte[]> content = workspace().read(build.root().resolve(name), MAX_BYTES);
            if (content.isPresent()) {
                home().write(store.resolve(name), content.get());
            }
        }
    }

    /** Adds the modules that the workspace lacks. Commands can change the store and plant links in both places. */
    void restore() throws IOException {
        if (!Files.isDirectory(store, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                Path target = build.root().resolve(store.relativize(file).toString());
                Optional<byte[]> content = home().read(file, MAX_BYTES);
                if (content.isPresent()) {
                    workspace().writeIfAbsent(target, content.get());
                }
            }
        }
    }

    private LinkFreeDirectory workspace() {
        return build.files();
    }

    private LinkFreeDirectory home() {
        return new LinkFreeDirectory(build.home());
    }
}
