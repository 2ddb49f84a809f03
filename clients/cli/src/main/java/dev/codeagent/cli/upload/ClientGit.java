package dev.codeagent.cli.upload;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs git on the machine of the client. Everything that reads or writes files uses a git directory of the client whose
 * configuration it wrote, so git runs no hook, filter or helper that the repository or somebody's configuration names.
 *
 * @param command git and the options of each command
 * @param environment the complete environment
 */
record ClientGit(Path directory, List<String> command, Map<String, String> environment) {
    /** A directory that does not exist, and that no other user can create. */
    private static final Path NO_HOOKS = Path.of(System.getProperty("java.home"), "no-hooks");

    private static final List<String> OPTIONS = List.of(
            "git",
            "-c",
            "core.hooksPath=" + NO_HOOKS,
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.quotePath=false",
            "-c",
            "core.bigFileThreshold=64m",
            "-c",
            "gc.auto=0",
            "-c",
            "maintenance.auto=false",
            "-c",
            "color.ui=never",
            "-c",
            "apply.ignoreWhitespace=no",
            "--no-pager");

    private static final int MAX_ERROR = 8 << 10;

    /** What a command printed. */
    record Result(int exitCode, byte[] output, String error) {
        String text() {
            return new String(output, StandardCharsets.UTF_8).strip();
        }
    }

    /** The user's git in a directory, with the user's configuration; only for commands that read refs and settings. */
    static ClientGit ofUser(Path directory) {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("GIT_OPTIONAL_LOCKS", "0");
        environment.put("LC_ALL", "C.UTF-8");
        return new ClientGit(directory, OPTIONS, environment);
    }

    /** Git with a git directory of the client. */
    static ClientGit own(Path gitDir, Path workTree) {
        var command = new ArrayList<>(OPTIONS);
        command.add("--git-dir=" + gitDir);
        command.add("--work-tree=" + workTree);
        var environment = new HashMap<>(Map.of(
                "PATH", System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"),
                "LC_ALL", "C.UTF-8",
                "HOME", gitDir.toString(),
                "XDG_CONFIG_HOME", gitDir.toString(),
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", gitDir.resolve("no-config").toString(),
                "GIT_ATTR_NOSYSTEM", "1",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_NO_LAZY_FETCH", "1",
                "GIT_ALLOW_PROTOCOL", "none"));
        for (String name : List.of("SystemRoot", "TEMP", "TMP", "TMPDIR")) {
            if (System.getenv(name) != null) {
                environment.put(name, System.getenv(name));
            }
        }
        return new ClientGit(workTree, command, environment);
    }

    /** The same with another setting, {@code key=value}. */
    ClientGit withOption(String setting) {
        var options = new ArrayList<>(command);
        options.addAll(1, List.of("-c", setting));
        return new ClientGit(directory, options, environment);
    }

    /** The same with another index. */
    ClientGit withIndex(Path index) {
        return with("GIT_INDEX_FILE", index.toString());
    }

    ClientGit with(String variable, String value) {
        var variables = new HashMap<>(environment);
        variables.put(variable, value);
        return new ClientGit(directory, command, variables);
    }

    /** The output as text, without white space at its ends. */
    String run(String... arguments) {
        return run(new byte[0], arguments).text();
    }

    /** @throws CliException if git fails */
    Result run(byte[] input, String... arguments) {
        return requireSuccess(call(input, arguments), arguments);
    }

    private Result requireSuccess(Result result, String... arguments) {
        if (result.exitCode() != 0) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "git " + arguments[0] + " failed in " + directory + ": "
                            + result.error().strip().lines().limit(4).collect(Collectors.joining(" / ")));
        }
        return result;
    }

    boolean succeeds(String... arguments) {
        return call(new byte[0], arguments).exitCode() == 0;
    }

    /** Names that end with NUL characters; each byte of a name is one character. */
    List<String> names(byte[] input, String... arguments) {
        return split(run(input, arguments).output());
    }

    static List<String> split(byte[] list) {
        return Arrays.stream(new String(list, StandardCharsets.ISO_8859_1).split("\0"))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    static byte[] join(Iterable<String> names) {
        return (String.join("\0", names) + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A name as text. */
    static String display(String name) {
        return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** Appends the output to a file, which may be larger than the memory. */
    void runInto(Path file, byte[] input, String... arguments) {
        requireSuccess(call(input, Optional.of(file), arguments), arguments);
    }

    Result call(byte[] input, String... arguments) {
        return call(input, Optional.empty(), arguments);
    }

    private Result call(byte[] input, Optional<Path> output, String... arguments) {
        var all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        try {
            Path files = Files.createTempDirectory("codeagent-git");
            Path in = Files.write(files.resolve("in"), input);
            Path err = files.resolve("err");
            try {
                var builder = new ProcessBuilder(all)
                        .directory(directory.toFile())
                        .redirectInput(in.toFile())
                        .redirectError(err.toFile());
                output.ifPresent(file -> builder.redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile())));
                builder.environment().clear();
                builder.environment().putAll(environment);
                Process process = builder.start();
                byte[] text = process.getInputStream().readAllBytes();
                int exitCode = process.waitFor();
                try (var error = Files.newInputStream(err)) {
                    return new Result(exitCode, text, new String(error.readNBytes(MAX_ERROR), StandardCharsets.UTF_8));
                }
            } finally {
                Files.deleteIfExists(in);
                Files.deleteIfExists(err);
                Files.deleteIfExists(files);
            }
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.REFUSED,
                    "an upload needs git, which cannot be started (" + e.getMessage() + "); install git",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted while git was running", e);
        }
    }

    /** Without the environment. */
    @Override
    public String toString() {
        return "ClientGit[" + directory + "]";
    }
}
