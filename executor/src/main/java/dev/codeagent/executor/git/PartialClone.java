package dev.codeagent.executor.git;

import dev.codeagent.executor.files.LinkFreeDirectory;
import dev.codeagent.executor.files.MissingFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A clone without some objects of its history, because the project's own clone does not have them. Files whose content
 * is missing are not checked out; git treats them as unchanged, never as deleted.
 */
public record PartialClone(Path workspace, Git git) {
    /** The remote has no address, so git fetches nothing. */
    private static final String CONFIG =
            "[extensions]\n\tpartialClone = project\n[remote \"project\"]\n\tpromisor = true\n";

    /**
     * Checks out the commit on the branch {@code work}; the objects are imported already.
     *
     * @param missing the paths of files whose content is missing, each followed by a NUL
     */
    public void checkOut(String commit, byte[] missing) throws IOException {
        var directory = new LinkFreeDirectory(workspace);
        Path gitDirectory = workspace.resolve(".git");
        git.runWithTrustedConfig(List.of("read-tree", commit));
        if (missing.length > 0) {
            git.runWithTrustedConfig(missing, List.of("update-index", "-z", "--skip-worktree", "--stdin"));
            directory.write(new MissingFiles(workspace).file(), missing);
        }
        git.runWithTrustedConfig(List.of("checkout-index", "--all", "--quiet", "--force", "--index"));
        git.runWithTrustedConfig(List.of("update-ref", "refs/heads/work", commit));
        try (DirectoryStream<Path> packs = Files.newDirectoryStream(gitDirectory.resolve("objects/pack"), "*.pack")) {
            for (Path pack : packs) {
                directory.write(
                        pack.resolveSibling(pack.getFileName().toString().replaceFirst("pack$", "promisor")),
                        new byte[0]);
            }
        }
        directory.append(gitDirectory.resolve("config"), CONFIG.getBytes(StandardCharsets.US_ASCII));
    }

    /** Marks the files that are missing in another index, so that they do not count as deleted. */
    void markMissing(Map<String, String> environment) {
        byte[] names = new MissingFiles(workspace).read();
        if (names.length > 0) {
            git.runWithInput(names, List.of("update-index", "-z", "--skip-worktree", "--stdin"), environment);
        }
    }
}
