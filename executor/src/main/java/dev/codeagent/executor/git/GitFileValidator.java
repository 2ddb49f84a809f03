package dev.codeagent.executor.git;

import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.tool.ToolExecutionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Checks the files that git opens on its own: git would block on a pipe until its timeout. */
final class GitFileValidator {
    private static final List<String> GIT_DIRECTORY_FILES = List.of(
            "HEAD",
            "config",
            "index",
            "packed-refs",
            "shallow",
            "commondir",
            "info/exclude",
            "info/attributes",
            "objects/info/alternates");

    private static final Set<String> WORK_TREE_FILES =
            Set.of(".gitignore", ".gitattributes", ".gitmodules", ".mailmap");
    private static final int MAX_DEPTH = 50;
    private static final int MAX_FILES = 200_000;

    private GitFileValidator() {}

    /** @throws ToolExecutionException with the first path that is not a file, link or directory */
    static void requireNoSpecialFiles(Path workspace) {
        Path gitDirectory = workspace.resolve(".git");
        Stream.concat(
                        GIT_DIRECTORY_FILES.stream().map(gitDirectory::resolve),
                        FileTree.listFiles(workspace, MAX_DEPTH, MAX_FILES).stream()
                                .filter(f ->
                                        WORK_TREE_FILES.contains(f.getFileName().toString())))
                .filter(GitFileValidator::isSpecialFile)
                .findFirst()
                .ifPresent(file -> {
                    throw new ToolExecutionException("'" + workspace.relativize(file)
                            + "' is a pipe, a socket or a device, on which git would block; delete it");
                });
    }

    private static boolean isSpecialFile(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }
}
