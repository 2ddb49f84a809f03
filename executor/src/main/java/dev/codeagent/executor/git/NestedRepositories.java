package dev.codeagent.executor.git;

import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.files.LinkFreeDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Repositories that agents create in the workspace. Git does not store their files; it stores a commit, or fails if
 * there is none. So the files of a new repository are staged one at a time. A clone of another repository is left out: its
 * files are not the agent's.
 */
record NestedRepositories(Path root, Git git) {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_FILES = 50_000;
    private static final int MAX_CONFIG = 64 << 10;

    /** The directories in which the index has no file and which are repositories. */
    List<String> list(Map<String, String> environment) {
        return Arrays.stream(git.run(List.of("ls-files", "-o", "--exclude-standard", "-z"), environment)
                        .split("\0"))
                .filter(name -> name.endsWith("/"))
                .map(name -> name.substring(0, name.length() - 1))
                .toList();
    }

    /** Whether the repository has a remote. A configuration that is not readable counts as one. */
    boolean isClone(String directory) {
        try {
            return new LinkFreeDirectory(root)
                    .read(root.resolve(directory).resolve(".git/config"), MAX_CONFIG)
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8).contains("[remote"))
                    .orElse(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stages the files of the directories that are not clones, except ignored ones. */
    void stage(List<String> directories, Map<String, String> environment) {
        List<String> names = directories.stream()
                .filter(directory -> !isClone(directory))
                .flatMap(directory -> FileTree.listFiles(root.resolve(directory), MAX_DEPTH, MAX_FILES).stream())
                .map(file -> root.relativize(file).toString())
                .toList();
        if (names.isEmpty()) {
            return;
        }
        Set<String> ignored = new HashSet<>(Arrays.asList(git.runWithInputOrEmpty(
                        join(names), List.of("check-ignore", "--no-index", "-z", "--stdin"), environment)
                .split("\0")));
        List<String> staged =
                names.stream().filter(name -> !ignored.contains(name)).toList();
        git.runWithInput(join(staged), List.of("update-index", "--add", "-z", "--stdin"), environment);
    }

    private static byte[] join(List<String> names) {
        return String.join("\0", names).concat(names.isEmpty() ? "" : "\0").getBytes(StandardCharsets.UTF_8);
    }
}
