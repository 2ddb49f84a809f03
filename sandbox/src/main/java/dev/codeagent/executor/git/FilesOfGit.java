package dev.codeagent.executor.git;

import dev.codeagent.executor.files.FileTree;
import dev.codeagent.executor.tool.ToolError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files that git opens by itself. One that is a pipe would keep it waiting until its time is up. */
final class FilesOfGit {
    private static final List<String> OWN = List.of(
            "HEAD",
            "config",
            "index",
            "packed-refs",
            "shallow",
            "commondir",
            "info/exclude",
            "info/attributes",
            "objects/info/alternates");

    private static final Set<String> ANYWHERE = Set.of(".gitignore", ".gitattributes", ".gitmodules", ".mailmap");
    private static final int DEPTH = 50;
    private static final int LIMIT = 200_000;

    private FilesOfGit() {}

    /** ToolError names the one that is no file, link or folder. */
    static void require(Path workspace) {
        Path git = workspace.resolve(".git");
        Stream.concat(
                        OWN.stream().map(git::resolve),
                        FileTree.files(workspace, DEPTH, LIMIT).stream()
                                .filter(f -> ANYWHERE.contains(f.getFileName().toString())))
                .filter(FilesOfGit::special)
                .findFirst()
                .ifPresent(file -> {
                    throw new ToolError("'" + workspace.relativize(file)
                            + "' is a pipe, a socket or a device, which git would" + " wait for; delete it");
                });
    }

    private static boolean special(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }
}
