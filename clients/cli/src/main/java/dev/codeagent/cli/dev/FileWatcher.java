package dev.codeagent.cli.dev;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for changes by looking again and again: a few hundred files cost a few milliseconds, and unlike the systems' own
 * notices a look misses nothing and is the same everywhere.
 */
final class FileWatcher {
    private final Supplier<Map<Path, String>> snapshots;
    private final Duration pollInterval;
    private Map<Path, String> reported;

    FileWatcher(Supplier<Map<Path, String>> snapshots, Duration pollInterval) {
        this.snapshots = snapshots;
        this.pollInterval = pollInterval;
        this.reported = snapshots.get();
    }

    /** Files that were changed, made or deleted, once nothing changes any more; empty where {@code over} says so. */
    Set<Path> awaitChanges(BooleanSupplier stopped) throws InterruptedException {
        Map<Path, String> previous = reported;
        while (!stopped.getAsBoolean()) {
            Thread.sleep(pollInterval);
            Map<Path, String> current = snapshots.get();
            if (current.equals(previous) && !current.equals(reported)) {
                Set<Path> changed = changedFiles(reported, current);
                reported = current;
                return changed;
            }
            previous = current;
        }
        return Set.of();
    }

    private static Set<Path> changedFiles(Map<Path, String> before, Map<Path, String> after) {
        var changed = new TreeSet<Path>();
        after.forEach((file, fingerprint) -> {
            if (!fingerprint.equals(before.get(file))) {
                changed.add(file);
            }
        });
        before.keySet().stream().filter(file -> !after.containsKey(file)).forEach(changed::add);
        return changed;
    }
}
