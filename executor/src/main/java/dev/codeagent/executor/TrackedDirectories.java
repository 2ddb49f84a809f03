package dev.codeagent.executor;

import dev.codeagent.executor.commands.ProcessRunner;
import dev.codeagent.executor.commands.ProcessSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tests whether the base commit of the run has files below a directory. */
record TrackedDirectories(ProcessRunner runner, Supplier<String> baseCommit) implements Predicate<String> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @Override
    public boolean test(String directory) {
        var command = List.of(
                "git",
                "-c",
                "safe.directory=*",
                "--literal-pathspecs",
                "ls-tree",
                baseCommit.get(),
                "--",
                directory + "/");
        Path workingDirectory = runner.context().workingDirectory();
        var outcome = runner.run(new ProcessSpec("undo-tracked", command, workingDirectory, TIMEOUT));
        return outcome.exitCode() == 0 && !outcome.stdout().isBlank();
    }
}
