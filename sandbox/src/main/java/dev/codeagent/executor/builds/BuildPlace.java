package dev.codeagent.executor.builds;

import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.commands.Program;
import dev.codeagent.executor.files.Workspace;
import dev.codeagent.executor.tool.Call;
import dev.codeagent.executor.tool.ToolError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where builds run.
 *
 * @param limit the longest time of one program
 * @param network whether programs may fetch what their caches lack
 * @param home the HOME of programs, with their caches
 * @param scratch a folder outside of the workspace, for reports
 */
public record BuildPlace(
        Workspace workspace, Commands commands, Duration limit, boolean network, Path home, Path scratch) {
    private static final int ERROR_CHARS = 8_000;

    Path root() {
        return workspace.root();
    }

    /** Whether one of the files lies in the workspace's root. */
    boolean has(String... names) {
        return Stream.of(names).anyMatch(n -> Files.isRegularFile(root().resolve(n), LinkOption.NOFOLLOW_LINKS));
    }

    /** A file of the workspace's root; empty where it is none or no text. */
    String text(String name) {
        try {
            return has(name) ? workspace.readText(root().resolve(name)) : "";
        } catch (ToolError e) {
            return "";
        }
    }

    /** Whether a program is on the PATH of commands. */
    boolean installed(String program) {
        String path = commands.surroundings()
                .environment()
                .getOrDefault("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        return Stream.of(path.split(":"))
                .filter(dir -> !dir.isEmpty())
                .anyMatch(dir -> Files.isExecutable(Path.of(dir).resolve(program)));
    }

    Commands.Outcome run(Call call, List<String> command, Map<String, String> environment) {
        return commands.run(new Program(call.id(), command, root(), limit).with(environment), call.progress());
    }

    /** Runs a program that has to succeed. What went wrong, or nothing. */
    Optional<String> attempt(Call call, List<String> command, Map<String, String> environment) {
        Commands.Outcome outcome = run(call, command, environment);
        return outcome.succeeded()
                ? Optional.empty()
                : Optional.of(String.join(" ", command) + " failed:\n" + lastOf(outcome));
    }

    /** A report's place that holds none yet. */
    Path freshReport(String name) {
        try {
            Path report = scratch.resolve(name);
            Files.deleteIfExists(report);
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of what a program printed, and why it ended if that was not its own doing. */
    static String lastOf(Commands.Outcome outcome) {
        String text = outcome.output().strip();
        String late = outcome.end() == Commands.End.TIMED_OUT ? "\n(ended: the time for it was up)" : "";
        return (text.length() > ERROR_CHARS ? text.substring(text.length() - ERROR_CHARS) : text) + late;
    }
}
