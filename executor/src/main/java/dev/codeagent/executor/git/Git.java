package dev.codeagent.executor.git;

import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.commands.ProcessSpec;
import dev.codeagent.executor.tool.ToolExecutionException;
import dev.codeagent.executor.tool.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs git on the clone in the workspace, without hooks, prompts and signing. Git reads only the clone's configuration,
 * without the settings that name a program: an agent that can write the clone must not choose programs that git
 * executes.
 */
public record Git(ProcessRunner runner) {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** Without it, git would block until the timeout if a file becomes a pipe just before git reads it. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(4);

    private static final List<String> OPTIONS = List.of(
            "git",
            "-c",
            "safe.directory=*",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.attributesFile=/dev/null",
            "-c",
            "core.quotePath=false",
            "-c",
            "core.autocrlf=false",
            "-c",
            "core.editor=false",
            "-c",
            "commit.gpgSign=false",
            "-c",
            "protocol.allow=never",
            "-c",
            "gc.auto=0",
            "-c",
            "maintenance.auto=false",
            "-c",
            "advice.detachedHead=false",
            "-c",
            "color.ui=never",
            "--no-pager");
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_ATTR_NOSYSTEM", "1",
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_OPTIONAL_LOCKS", "0",
            "GIT_NO_LAZY_FETCH", "1",
            "GIT_EDITOR", "false",
            "LC_ALL", "C.UTF-8");
    private static final String MISSING_OBJECTS = "\nThe project is a partial clone, which does not have these objects,"
            + " and nothing is fetched here. The user can fetch them with `git fetch --refetch --no-filter` in the"
            + " project; a new run then has them. Commits and the files of the workspace are complete.";
    private static final Pattern PROGRAM_SETTINGS = Pattern.compile(
            "filter\\..*\\.(clean|smudge|process)|diff\\.external|diff\\..*\\.(command|textconv)|merge\\..*\\.driver"
                    + "|core\\.(sshcommand|gitproxy|askpass|alternaterefscommand|editor)|sequence\\.editor"
                    + "|gpg\\..*program|trailer\\..*\\.(command|cmd)|credential\\..*|interactive\\.difffilter",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern REQUIRED_FILTER_SETTINGS =
            Pattern.compile("filter\\..*\\.required", Pattern.CASE_INSENSITIVE);

    /**
     * Runs git and returns its output.
     *
     * @throws ToolExecutionException with the output of git if it fails
     */
    public String run(List<String> arguments) {
        return run(arguments, Map.of());
    }

    /** Runs git on a clone whose configuration this program has just written, so that the settings need no check. */
    public String runWithTrustedConfig(List<String> arguments) {
        return requireSuccess(arguments, runner.run(processSpec(arguments).withEnvironment(ENVIRONMENT)));
    }

    String runWithTrustedConfig(byte[] input, List<String> arguments) {
        return requireSuccess(
                arguments,
                runner.run(processSpec(arguments).withEnvironment(ENVIRONMENT).withInput(input)));
    }

    String run(List<String> arguments, Map<String, String> environment) {
        return requireSuccess(arguments, execute(processSpec(arguments).withEnvironment(environment)));
    }

    String runWithInput(byte[] input, List<String> arguments, Map<String, String> environment) {
        return requireSuccess(
                arguments,
                execute(processSpec(arguments).withEnvironment(environment).withInput(input)));
    }

    /** The output of a command that fails if it finds nothing. */
    String runWithInputOrEmpty(byte[] input, List<String> arguments, Map<String, String> environment) {
        return execute(processSpec(arguments).withEnvironment(environment).withInput(input))
                .stdout();
    }

    boolean succeeds(List<String> arguments) {
        return execute(processSpec(arguments)).isSuccess();
    }

    boolean succeedsWithInput(byte[] input, List<String> arguments) {
        return execute(processSpec(arguments).withInput(input)).isSuccess();
    }

    /**
     * Returns the full commit id of a branch, a tag or an abbreviated id. The name comes from the model; git never takes
     * it for an option.
     */
    String resolveCommit(String name) {
        if (name.isBlank() || name.startsWith("-") || !succeeds(revParseCommand(name))) {
            throw new ToolExecutionException(
                    "no commit '" + name + "'; use git_log and git_branch to see commits and branches");
        }
        return run(revParseCommand(name)).strip();
    }

    /** The commit that is checked out; empty if there is none yet. */
    String head() {
        return succeeds(revParseCommand("HEAD")) ? run(revParseCommand("HEAD")).strip() : "";
    }

    private static List<String> revParseCommand(String name) {
        return List.of("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    }

    /** The branch that is checked out; empty if HEAD is detached. */
    String currentBranch() {
        var symbolic = List.of("symbolic-ref", "--quiet", "--short", "HEAD");
        return succeeds(symbolic) ? run(symbolic).strip() : "";
    }

    private static String requireSuccess(List<String> arguments, ProcessRunner.ProcessResult outcome) {
        if (outcome.reason() == ProcessRunner.TerminationReason.CANCELLED) {
            throw new ToolExecutionException("git " + arguments.getFirst() + " was cancelled");
        }
        if (outcome.reason() == ProcessRunner.TerminationReason.TIMED_OUT) {
            throw new ToolExecutionException(
                    "git " + arguments.getFirst() + " was stopped after " + outcome.durationMillis() / 1000
                            + " s: it took too long or was idle; check the workspace for pipes and for processes"
                            + " that change it");
        }
        if (!outcome.isSuccess()) {
            throw new ToolExecutionException("git " + arguments.getFirst() + " failed: "
                    + ToolResult.truncate(outcome.output()).strip()
                    + (outcome.output().contains("from promisor remote") ? MISSING_OBJECTS : ""));
        }
        return outcome.stdout();
    }

    private ProcessRunner.ProcessResult execute(ProcessSpec spec) {
        GitFileValidator.requireNoSpecialFiles(runner.context().workingDirectory());
        return runner.run(spec.withEnvironment(safeEnvironment()));
    }

    private ProcessSpec processSpec(List<String> arguments) {
        Path workingDirectory = runner.context().workingDirectory();
        var command = new ArrayList<>(OPTIONS);
        // Explicit, so that git uses neither a repository above nor a work tree of the configuration.
        command.addAll(List.of("--git-dir=" + workingDirectory.resolve(".git"), "--work-tree=" + workingDirectory));
        command.addAll(arguments);
        return new ProcessSpec("git", command, workingDirectory, TIMEOUT).withIdleTimeout(IDLE_TIMEOUT);
    }

    /**
     * The environment that excludes all configuration except the clone's, and clears its settings that run programs.
     */
    private Map<String, String> safeEnvironment() {
        var environment = new HashMap<>(ENVIRONMENT);
        var listCommand = List.of("config", "--local", "--includes", "--list", "--name-only", "-z");
        String settingNames = runner.run(processSpec(listCommand).withEnvironment(environment))
                .stdout();
        int count = 0;
        for (String name : settingNames.split("\0")) {
            boolean runsProgram = PROGRAM_SETTINGS.matcher(name).matches();
            if (runsProgram || REQUIRED_FILTER_SETTINGS.matcher(name).matches()) {
                environment.put("GIT_CONFIG_KEY_" + count, name);
                environment.put("GIT_CONFIG_VALUE_" + count, runsProgram ? "" : "false");
                count++;
            }
        }
        environment.put("GIT_CONFIG_COUNT", String.valueOf(count));
        return environment;
    }
}
