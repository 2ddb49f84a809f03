package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.error.PatchConflict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The user's working tree; only an apply that the user requested changes it. */
record WorkingTree(Git git) {

    /**
     * Checks that {@link #update} would succeed.
     *
     * @throws AgentException CONFLICT if the change does not apply
     */
    void requireApplicable(String from, String to) {
        List<RunPatch.FileDiff> change = RunPatch.between(git, from, to).files();
        List<PatchConflict> blocked = change.stream()
                .filter(file -> file.after().isPresent() && isBlocked(file.name(), change))
                .map(file -> PatchConflict.ofFile(file.path(), PatchConflict.Reason.REPLACED))
                .toList();
        if (!blocked.isEmpty()) {
            throw new AgentException(
                            ErrorCode.CONFLICT,
                            "the working tree cannot be changed: a directory, or a file or link above it, is in the way of "
                                    + blocked.stream()
                                            .map(PatchConflict::path)
                                            .limit(10)
                                            .collect(Collectors.joining(", "))
                                    + "; move it away, or apply other parts")
                    .withConflicts(blocked);
        }
        requireSuccess(apply(difference(from, to), "--check"), ErrorCode.CONFLICT);
    }

    /** What git checks only when it writes the file. */
    private boolean isBlocked(String name, List<RunPatch.FileDiff> change) {
        return isBlockedByDirectory(name, change)
                || findFileAbove(name)
                        .filter(above -> change.stream()
                                .noneMatch(file -> file.name().equals(above)
                                        && !file.after().isPresent()))
                        .isPresent();
    }

    /** The part of a path that is no directory but has to be one. */
    private Optional<String> findFileAbove(String name) {
        for (int end = name.indexOf('/'); end > 0; end = name.indexOf('/', end + 1)) {
            String above = name.substring(0, end);
            if (Files.exists(GitPaths.resolve(git.workTree(), above), LinkOption.NOFOLLOW_LINKS)
                    && !isDirectory(above)) {
                return Optional.of(above);
            }
        }
        return Optional.empty();
    }

    /** Whether there is a directory with more in it than what the change deletes. */
    private boolean isBlockedByDirectory(String name, List<RunPatch.FileDiff> change) {
        if (!isDirectory(name)) {
            return false;
        }
        var deleted = new HashSet<String>();
        for (RunPatch.FileDiff file : change) {
            String path = file.after().isPresent() ? name : file.name();
            while (path.startsWith(name + "/") && deleted.add(path)) {
                path = path.substring(0, path.lastIndexOf('/'));
            }
        }
        try (Stream<Path> entries = Files.walk(GitPaths.resolve(git.workTree(), name))) {
            return entries.skip(1).limit(deleted.size() + 1L).count() > deleted.size();
        } catch (IOException | UncheckedIOException e) {
            return true;
        }
    }

    /**
     * Changes the files from one tree to another.
     *
     * @param from the content of the files when they were read
     * @throws AgentException WORKSPACE_FAILED if git could not change all of them; {@link #revert} restores the others
     */
    void update(String from, String to) {
        requireSuccess(apply(difference(from, to)), ErrorCode.WORKSPACE_FAILED);
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

    /**
     * Takes back an update that may be incomplete. A file with neither content, and not the beginning of the new one, was changed by
     * another program since and is left as it is.
     *
     * @return the paths that were left
     */
    List<String> revert(String from, String to) {
        var written = new ArrayList<RunPatch.FileDiff>();
        var unclear = new ArrayList<RunPatch.FileDiff>();
        RunPatch.between(git, from, to).files().stream()
                .filter(file -> !isDirectory(file.name()))
                .forEach(file -> (!exists(file.name()) || isBeginning(file) ? written : unclear).add(file));
        var kept = new ArrayList<String>();
        // Git stores what it reads, which fails if the disk is full; the content from before the update is stored
        // already.
        Map<String, RunPatch.FileVersion> current = read(from, unclear);
        for (RunPatch.FileDiff file : unclear) {
            RunPatch.FileVersion now = current.get(file.name());
            if (file.after().equals(now)) {
                written.add(file);
            } else if (!file.before().equals(now)) {
                kept.add(file.path());
            }
        }
        restore(from, written);
        return kept;
    }

    /** What the files contain now, with the content of a tree in all others. */
    private Map<String, RunPatch.FileVersion> read(String tree, List<RunPatch.FileDiff> files) {
        return SnapshotRepository.of(git)
                .writing(() -> Git.withTemporaryIndex(file -> {
                    var index = new TemporaryIndex(git, file).readTree(tree);
                    index.addFromWorkingTree(
                            files.stream().map(RunPatch.FileDiff::name).toList());
                    return TreeEntries.list(git, index.writeTree());
                }));
    }

    private boolean exists(String name) {
        return Files.exists(GitPaths.resolve(git.workTree(), name), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether the file has its new content, or the first bytes of it because git could not write the others. */
    private boolean isBeginning(RunPatch.FileDiff change) {
        Path path = GitPaths.resolve(git.workTree(), change.name());
        if (!change.after().isRegularFile() || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            byte[] found = Files.readAllBytes(path);
            byte[] wanted = git.runForBytes("cat-file", "blob", change.after().blob());
            return found.length <= wanted.length && Arrays.equals(found, Arrays.copyOf(wanted, found.length));
        } catch (IOException e) {
            return false; // Git reports a file that cannot be read.
        }
    }

    private static void requireSuccess(Git.CommandResult result, ErrorCode code) {
        if (result.exitCode() != 0) {
            String reason =
                    String.join(" / ", result.error().strip().lines().limit(10).toList());
            throw new AgentException(code, "the working tree cannot be changed: " + reason);
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

    /** Why git cannot read or write a file at this path; empty if nothing prevents it. */
    Optional<PatchConflict.Reason> findObstacle(String name) {
        if (findFileAbove(name).isPresent()) {
            return Optional.of(PatchConflict.Reason.REPLACED);
        }
        Path path = GitPaths.resolve(git.workTree(), name);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(path)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(PatchConflict.Reason.REPLACED);
        }
        return Files.isReadable(path) ? Optional.empty() : Optional.of(PatchConflict.Reason.UNREADABLE);
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
