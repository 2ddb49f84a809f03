package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.sandbox.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs git with a directory whose configuration the server wrote, on a working tree that may be hostile. Git reads no
 * other configuration: not that of the user's repository, of the user or of the system. So it runs no hook, filter,
 * monitor, helper or remote that somebody else named.
 *
 * @param gitDir a {@link GitView}, or the repository of a workspace before a sandbox uses it
 * @param workTree the working tree of the repository
 * @param environment variables for each command
 * @param progress hears what takes long
 */
record Git(Path gitDir, Path workTree, Map<String, String> environment, GitProgress progress) {
    private static final List<String> OPTIONS = List.of(
            "git",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.excludesFile=/dev/null",
            "-c",
            "core.bigFileThreshold=64m",
            "-c",
            "core.quotePath=false",
            "-c",
            "commit.gpgSign=false",
            "-c",
            "diff.ignoreSubmodules=all",
            "-c",
            "submodule.recurse=false",
            "-c",
            "pack.threads=2",
            "-c",
            "pack.windowMemory=128m",
            "-c",
            // A bundle is read once and deleted: a search for deltas takes longer than it saves.
            "pack.window=0",
            "-c",
            "pack.compression=1",
            "-c",
            "gc.auto=0",
            "-c",
            "maintenance.auto=false",
            "-c",
            "color.ui=never",
            "-c",
            "advice.detachedHead=false",
            "-c",
            "apply.ignoreWhitespace=no",
            "--no-pager");

    Git(Path gitDir, Path workTree) {
        this(gitDir, workTree, Map.of(), GitProgress.NONE);
    }

    /** The same repository; the listener hears what its commands do if they take long. */
    Git reporting(ProgressListener listener, String activity) {
        return new Git(gitDir, workTree, environment, new GitProgress(listener, activity));
    }

    /** The same repository; new objects are stored in another directory. */
    Git withObjects(Path directory) {
        String own = gitDir.resolve("objects").toString().replace("\\", "\\\\").replace("\"", "\\\"");
        try {
            return new Git(
                    gitDir,
                    workTree,
                    Map.of(
                            "GIT_OBJECT_DIRECTORY",
                            Files.createDirectories(directory).toString(),
                            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                            '"' + own + '"'),
                    progress);
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    /** Where new objects are stored. */
    Path objects() {
        return Path.of(environment.getOrDefault(
                "GIT_OBJECT_DIRECTORY", gitDir.resolve("objects").toString()));
    }

    /** The result of a git command. */
    record CommandResult(int exitCode, byte[] output, String error) {
        String text() {
            return new String(output, StandardCharsets.UTF_8);
        }
    }

    /**
     * Runs git and returns its output.
     *
     * @throws AgentException WORKSPACE_FAILED with git's message if git fails or exceeds a limit; STORAGE_FULL if the
     *     disk is full
     */
    String run(List<String> arguments) {
        return requireSuccess(arguments, call(Map.of(), new byte[0], arguments))
                .text()
                .strip();
    }

    String run(String... arguments) {
        return run(List.of(arguments));
    }

    String runWithIndex(Path index, byte[] input, String... arguments) {
        var result = call(Map.of("GIT_INDEX_FILE", index.toString()), input, List.of(arguments));
        return requireSuccess(List.of(arguments), result).text().strip();
    }

    /** The option for a command that can tell its progress. */
    String progressOption() {
        return progress.isWanted() ? "--progress" : "--quiet";
    }

    /** Runs git and returns the bytes of its output. */
    byte[] runForBytes(String... arguments) {
        return requireSuccess(List.of(arguments), call(Map.of(), new byte[0], List.of(arguments)))
                .output();
    }

    /** Runs git with additional variables and an input, and returns the bytes of its output. */
    byte[] runForBytes(Map<String, String> environment, byte[] input, String... arguments) {
        return requireSuccess(List.of(arguments), call(environment, input, List.of(arguments)))
                .output();
    }

    /** Whether objects are missing here that git fetches from a remote when it needs them; the server fetches none. */
    boolean isPartial() {
        return Files.exists(gitDir.resolve(GitView.PARTIAL));
    }

    /**
     * Whether the commit HEAD is the working tree, because a client has the files: the directory of the working tree is
     * empty then.
     */
    boolean hasFilesInHead() {
        return Files.exists(gitDir.resolve(UploadedRepository.MARKER));
    }

    /** Writes the tree of an index; objects that a partial clone does not have stay named in it. */
    String writeTree(Path index) {
        return isPartial()
                ? runWithIndex(index, new byte[0], "write-tree", "--missing-ok")
                : runWithIndex(index, new byte[0], "write-tree");
    }

    boolean succeeds(String... arguments) {
        return call(Map.of(), new byte[0], List.of(arguments)).exitCode() == 0;
    }

    CommandResult call(Map<String, String> environment, byte[] input, List<String> arguments) {
        var variables = new HashMap<>(this.environment);
        variables.putAll(environment);
        return new GitProcess(command(arguments), workTree, variables, GitProcess.Limits.STANDARD, progress).run(input);
    }

    private List<String> command(List<String> arguments) {
        var command = new ArrayList<>(OPTIONS);
        command.addAll(List.of("-c", "core.attributesFile=" + gitDir.resolve(GitView.ATTRIBUTES)));
        command.add("--git-dir=" + gitDir);
        command.add("--work-tree=" + workTree);
        command.addAll(arguments);
        return command;
    }

    /**
     * Runs git with a file as its input.
     *
     * @param limits for the time and the memory of the process
     */
    CommandResult callWithFile(Path input, GitProcess.Limits limits, List<String> arguments) {
        return new GitProcess(command(arguments), workTree, environment, limits, progress).run(input);
    }

    static CommandResult requireSuccess(List<String> arguments, CommandResult result) {
        if (result.exitCode() == 0) {
            return result;
        }
        ErrorCode code = result.error().contains("No space left") ? ErrorCode.STORAGE_FULL : ErrorCode.WORKSPACE_FAILED;
        throw new AgentException(code, "git " + arguments.getFirst() + " failed: " + firstLines(result.error()));
    }

    private static String firstLines(String error) {
        return String.join(" / ", error.strip().lines().limit(6).toList());
    }

    /** Calls {@code work} with the path of a temporary index and deletes the index afterwards. */
    static <T> T withTemporaryIndex(java.util.function.Function<Path, T> work) {
        try {
            Path directory = Files.createTempDirectory("codeagent-index");
            try {
                return work.apply(directory.resolve("index"));
            } finally {
                SecureTreeDeleter.delete(directory);
            }
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED, "cannot create a temporary directory: " + e.getMessage(), e);
        }
    }
}
