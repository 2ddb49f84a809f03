package dev.codeagent.executor.git;

import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.commands.Program;
import dev.codeagent.executor.tool.Result;
import dev.codeagent.executor.tool.ToolError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Git on the clone in the workspace: no hooks, no prompts, no signing, no configuration but the clone's own, and of that
 * nothing that names a program: whoever may write the clone may not run what git runs.
 */
public record Git(Commands commands) {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** A file that becomes a pipe between git's look at it and its reading would be waited for until the limit. */
    private static final Duration IDLE = Duration.ofSeconds(10);

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
            "GIT_EDITOR", "false",
            "LC_ALL", "C.UTF-8");
    private static final Pattern RUNS_PROGRAMS = Pattern.compile(
            "filter\\..*\\.(clean|smudge|process)|diff\\.external|diff\\..*\\.(command|textconv)|merge\\..*\\.driver"
                    + "|core\\.(sshcommand|gitproxy|askpass|alternaterefscommand|editor)|sequence\\.editor"
                    + "|gpg\\..*program|trailer\\..*\\.(command|cmd)|credential\\..*|interactive\\.difffilter",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern REQUIRED = Pattern.compile("filter\\..*\\.required", Pattern.CASE_INSENSITIVE);

    /** What git printed; its own words as an error where it fails. */
    public String run(List<String> arguments) {
        return run(arguments, Map.of());
    }

    /** The same on a clone whose configuration was written just now, by this program: it need not be looked through. */
    public String runFresh(List<String> arguments) {
        return require(arguments, commands.run(program(arguments).with(ENVIRONMENT)));
    }

    String run(List<String> arguments, Map<String, String> environment) {
        return require(arguments, call(program(arguments).with(environment)));
    }

    String runReading(byte[] input, List<String> arguments, Map<String, String> environment) {
        return require(arguments, call(program(arguments).with(environment).reading(input)));
    }

    boolean succeeds(List<String> arguments) {
        return call(program(arguments)).succeeded();
    }

    boolean succeedsReading(byte[] input, List<String> arguments) {
        return call(program(arguments).reading(input)).succeeded();
    }

    private static String require(List<String> arguments, Commands.Outcome outcome) {
        if (outcome.end() == Commands.End.CANCELLED) {
            throw new ToolError("git " + arguments.getFirst() + " was cancelled");
        }
        if (outcome.end() == Commands.End.TIMED_OUT) {
            throw new ToolError(
                    "git " + arguments.getFirst() + " was ended after " + outcome.millis() / 1000
                            + " s: it took too long, or did nothing; is there a pipe in the workspace, or a process that changes it?");
        }
        if (!outcome.succeeded()) {
            throw new ToolError("git " + arguments.getFirst() + " failed: "
                    + Result.bounded(outcome.output()).strip());
        }
        return outcome.stdout();
    }

    private Commands.Outcome call(Program program) {
        FilesOfGit.require(commands.surroundings().directory());
        return commands.run(program.with(trusted()));
    }

    private Program program(List<String> arguments) {
        Path directory = commands.surroundings().directory();
        var command = new ArrayList<>(OPTIONS);
        // Named, so that nothing else is found: neither a repository above nor a tree that the configuration names.
        command.addAll(List.of("--git-dir=" + directory.resolve(".git"), "--work-tree=" + directory));
        command.addAll(arguments);
        return new Program("git", command, directory, LIMIT).endingIdle(IDLE);
    }

    /** The environment that leaves out all configuration but the clone's, and empties what that one would run. */
    private Map<String, String> trusted() {
        var environment = new HashMap<>(ENVIRONMENT);
        var list = List.of("config", "--local", "--includes", "--list", "--name-only", "-z");
        String listed = commands.run(program(list).with(environment)).stdout();
        int count = 0;
        for (String name : listed.split("\0")) {
            boolean runs = RUNS_PROGRAMS.matcher(name).matches();
            if (runs || REQUIRED.matcher(name).matches()) {
                environment.put("GIT_CONFIG_KEY_" + count, name);
                environment.put("GIT_CONFIG_VALUE_" + count, runs ? "" : "false");
                count++;
            }
        }
        environment.put("GIT_CONFIG_COUNT", String.valueOf(count));
        return environment;
    }
}
