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

/**
 * Git on one repository: no hooks, no programs of the repository's, no prompts, no signing, a cleaned environment, bounded
 * time.
 *
 * @param gitDir the repository
 * @param workTree the files that belong to it
 * @param configOverrides options that turn off what the repository's own configuration would run
 */
record Git(Path gitDir, Path workTree, List<String> configOverrides) {
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
    /** A repository that lacks objects may name a command that fetches them. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_TERMINAL_PROMPT", "0", "GIT_NO_LAZY_FETCH", "1", "GIT_ALLOW_PROTOCOL", "file", "LC_ALL", "C.UTF-8");

    /** A repository that we made. */
    Git(Path gitDir, Path workTree) {
        this(gitDir, workTree, List.of());
    }

    /** What git answered. */
    record CommandResult(int exitCode, byte[] output, String error) {
        String text() {
            return new String(output, StandardCharsets.UTF_8);
        }
    }

    /** Runs git and gives what it printed; WORKSPACE_FAILED with git's own words where it fails. */
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

    /** What git printed, byte for byte. */
    byte[] runForBytes(String... arguments) {
        return requireSuccess(List.of(arguments), call(Map.of(), new byte[0], List.of(arguments)))
                .output();
    }

    boolean succeeds(String... arguments) {
        return call(Map.of(), new byte[0], List.of(arguments)).exitCode() == 0;
    }

    CommandResult call(Map<String, String> environment, byte[] input, List<String> arguments) {
        var command = new ArrayList<>(OPTIONS);
        command.addAll(configOverrides);
        command.add("--git-dir=" + gitDir);
        command.add("--work-tree=" + workTree);
        command.addAll(arguments);
        var fullEnvironment = new HashMap<>(GitConfigEnvironment.overrideVariables(gitDir));
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

    /** Runs a command with git's environment cleaned; its output goes through files, so that no pipe can fill. */
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
                throw new AgentException(ErrorCode.WORKSPACE_FAILED, "git took more than " + TIMEOUT_SECONDS + " s");
            }
            return new CommandResult(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "git cannot be run; is it installed and on the PATH? " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(ErrorCode.CANCELLED, "interrupted while git ran", e);
        } finally {
            delete(in);
            delete(out);
            delete(err);
        }
    }

    private static void delete(Path file) {
        if (file != null) {
            file.toFile().delete();
        }
    }

    /** A temporary index, given to the work and deleted after it. */
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
                    ErrorCode.WORKSPACE_FAILED, "cannot make a temporary folder: " + e.getMessage(), e);
        }
    }
}
