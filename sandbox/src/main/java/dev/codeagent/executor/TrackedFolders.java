package dev.codeagent.executor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Whether the commit that a run began with has files below a folder. */
record TrackedFolders(Commands commands, String base) implements Predicate<String> {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public boolean test(String folder) {
        var command =
                List.of("git", "-c", "safe.directory=*", "--literal-pathspecs", "ls-tree", base, "--", folder + "/");
        var outcome = commands.run(command, Map.of(), LIMIT);
        return outcome.exitCode() == 0 && !outcome.output().isBlank();
    }
}
