package dev.codeagent.executor;

import dev.codeagent.executor.commands.Commands;
import dev.codeagent.executor.commands.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Whether the commit that a run began with has files below a folder. */
record TrackedFolders(Commands commands, Supplier<String> base) implements Predicate<String> {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public boolean test(String folder) {
        var command = List.of(
                "git", "-c", "safe.directory=*", "--literal-pathspecs", "ls-tree", base.get(), "--", folder + "/");
        Path directory = commands.surroundings().directory();
        var outcome = commands.run(new Program("undo-tracked", command, directory, LIMIT));
        return outcome.exitCode() == 0 && !outcome.stdout().isBlank();
    }
}
