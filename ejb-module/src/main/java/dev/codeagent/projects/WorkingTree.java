package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The user's working tree; only an apply that the user requested changes it. */
record WorkingTree(Git git) {

    /**
     * Checks that {@link #update} would succeed.
     *
     * @throws AgentException CONFLICT if the change does not apply
     */
    void requireApplicable(String from, String to) {
        requireSuccess(apply(difference(from, to), "--check"), "");
    }

    /**
     * Changes the files from one tree to another; if this fails halfway, restores them.
     *
     * @param from the current content of the files
     * @throws AgentException WORKSPACE_FAILED if the files were restored
     */
    void update(String from, String to) {
        Git.CommandResult applied = apply(difference(from, to));
        if (applied.exitCode() != 0) {
            restore(from, RunPatch.between(git, from, to).files());
            requireSuccess(applied, "; its previous content was restored");
        }
        replacePointers(RunPatch.between(git, from, to).files());
    }

    private void replacePointers(List<RunPatch.FileDiff> change) {
        new LfsCheckout(git)
                .replacePointers(change.stream().map(RunPatch.FileDiff::name).toList());
    }

    /** The patch between two trees for {@code git apply}, which refuses it for binary files with another content. */
    byte[] difference(String from, String to) {
        return git.runForBytes(
                "diff-tree",
                "-r",
                "-p",
                "--binary",
                "--full-index",
                "--no-renames",
                "--no-ext-diff",
                "--no-textconv",
                "--ignore-submodules=all",
                from,
                to);
    }

    /** Takes back an update that may be incomplete; a file that has neither content was changed by somebody else since. */
    void revert(String from, String to) {
        List<RunPatch.FileDiff> changed = RunPatch.between(git, from, to).files();
        Map<String, RunPatch.FileVersion> current = Git.withTemporaryIndex(file -> {
            var index = new TemporaryIndex(git, file).readTree(from);
            index.addFromWorkingTree(changed.stream()
                    .map(RunPatch.FileDiff::name)
                    .filter(name -> !isDirectory(name))
                    .toList());
            return TreeEntries.list(git, index.writeTree());
        });
        restore(
                from,
                changed.stream()
                        .filter(f -> !isDirectory(f.name()))
                        .filter(f -> !current.containsKey(f.name()) || f.after().equals(current.get(f.name())))
                        .toList());
    }

    private static void requireSuccess(Git.CommandResult result, String more) {
        if (result.exitCode() != 0) {
            String reason =
                    String.join(" / ", result.error().strip().lines().limit(10).toList());
            throw new AgentException(
                    more.isEmpty() ? ErrorCode.CONFLICT : ErrorCode.WORKSPACE_FAILED,
                    "the working tree cannot be changed: " + reason + more);
        }
    }

    private Git.CommandResult apply(byte[] patch, String... options) {
        var arguments = new ArrayList<>(List.of("apply", "--binary", "--whitespace=nowarn"));
        arguments.addAll(List.of(options));
        arguments.add("-");
        return git.call(Map.of(), patch, arguments);
    }

    private void restore(String tree, List<RunPatch.FileDiff> change) {
        Git.withTemporaryIndex(file -> {
            new TemporaryIndex(git, file).readTree(tree);
            var names = new ByteArrayOutputStream();
            for (RunPatch.FileDiff changed : change) {
                if (changed.before().isPresent()) {
                    names.writeBytes((changed.name() + "\0").getBytes(StandardCharsets.ISO_8859_1));
                } else {
                    delete(changed.name());
                }
            }
            return git.runWithIndex(file, names.toByteArray(), "checkout-index", "-f", "-z", "--stdin");
        });
        replacePointers(change);
    }

    /** Whether the path is a directory and not a link. */
    boolean isDirectory(String name) {
        return Files.isDirectory(GitPaths.resolve(git.workTree(), name), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether the file is missing because the user's sparse checkout leaves it out. */
    boolean isLeftOutBySparseCheckout(String tree, String name) {
        if (Files.exists(GitPaths.resolve(git.workTree(), name), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        return Git.withTemporaryIndex(file -> {
            new TemporaryIndex(git, file).readTree(tree);
            Git.CommandResult result = git.call(
                    Map.of("GIT_INDEX_FILE", file.toString()),
                    GitPaths.join(List.of(":(top,literal)" + name)),
                    List.of("add", "--dry-run", "--pathspec-from-file=-", "--pathspec-file-nul"));
            return result.exitCode() != 0 && result.error().contains("sparse-checkout");
        });
    }

    private void delete(String name) {
        try {
            Files.deleteIfExists(GitPaths.resolve(git.workTree(), name));
        } catch (IOException e) {
            throw new AgentException(ErrorCode.WORKSPACE_FAILED, "cannot delete " + name + ": " + e.getMessage(), e);
        }
    }
}
