package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs git on one repository: without hooks, programs of the repository's configuration, prompts and signing, with a
 * clean environment and a timeout.
 *
 * @param gitDir the repository
 * @param workTree the working tree of the repository
 */
record Git(Path gitDir, Path workTree) {
    private static final long TIMEOUT_SECONDS = 300;
    private static final List<String> OPTIONS = List.of(
            "git",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "commit.gpgSign=false",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "safe.directory=*",
            "-c",
            "core.quotePath=false",
            "-c",
            "gc.auto=0",
            "-c",
            "color.ui=never",
            "-c",
            "advice.detachedHead=false",
            "-c",
            "apply.ignoreWhitespace=no",
            "--no-pager");
    /** GIT_NO_LAZY_FETCH: a partial clone may name a command that fetches missing objects. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_TERMINAL_PROMPT", "0", "GIT_NO_LAZY_FETCH", "1", "GIT_ALLOW_PROTOCOL", "file", "LC_ALL", "C.UTF-8");

    /** The result of a git command. */
    record CommandResult(int exitCode, byte[] output, String error) {
        String text() {
            return new String(output, StandardCharsets.UTF_8);
        }
    }

    /**
     * Runs git and returns its output.
     *
     * @throws AgentException WORKSPACE_FAILED with git's message if git fails; STORAGE_FULL if the disk is full
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

    /** Runs git and returns the bytes of its output. */
    byte[] runForBytes(String... arguments) {
        return requireSuccess(List.of(arguments), call(Map.of(), new byte[0], List.of(arguments)))
                .output();
    }

    boolean succeeds(String... arguments) {
        return call(Map.of(), new byte[0], List.of(arguments)).exitCode() == 0;
    }

    CommandResult call(Map<String, String> environment, byte[] input, List<String> arguments) {
        GitConfigSanitizer sanitizer = GitConfigSanitizer.forRepository(gitDir);
        var command = new ArrayList<>(OPTIONS);
        command.addAll(sanitizer.options());
        command.add("--git-dir=" + gitDir);
        command.add("--work-tree=" + workTree);
        command.addAll(arguments);
        var fullEnvironment = new HashMap<>(sanitizer.environment());
        fullEnvironment.putAll(environment);
        return execute(command, workTree, fullEnvironment, input);
    }

    private static CommandResult requireSuccess(List<String> arguments, CommandResult result) {
        if (result.exitCode() == 0) {
            return result;
        }
        ErrorCode code = result.error().contains("No space left") ? ErrorCode.STORAGE_FULL : ErrorCode.WORKSPACE_FAILED;
        throw new AgentException(code, "git " + arguments.getFirst() + " failed: " + firstLines(result.error()));
    }

    private static String firstLines(String error) {
        return String.join(" / ", error.strip().lines().limit(6).toList());
    }

    /** Runs a command without inherited GIT_* variables. Input and output are files, because a full pipe blocks. */
    static CommandResult execute(List<String> command, Path directory, Map<String, String> environment, byte[] input) {
        Path in = null;
        Path out = null;
        Path err = null;
        try {
            in = Files.createTempFile("codeagent", ".in");
            out = Files.createTempFile("codeagent", ".out");
            err = Files.createTempFile("codeagent", ".err");
            Files.write(in, input);
            var builder = new ProcessBuilder(command).directory(directory.toFile());
            builder.environment().keySet().removeIf(k -> k.startsWith("GIT_"));
            builder.environment().putAll(ENVIRONMENT);
            builder.environment().putAll(environment);
            Process process = builder.redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AgentException(
                        ErrorCode.WORKSPACE_FAILED, "git did not finish within " + TIMEOUT_SECONDS + " s");
            }
            return new CommandResult(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "git cannot be started (" + e.getMessage() + "); install git and add it to the PATH",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while git was running", e);
        } finally {
            delete(in);
            delete(out);
            delete(err);
        }
    }

    private static void delete(@Nullable Path file) {
        if (file != null) {
            file.toFile().delete();
        }
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
