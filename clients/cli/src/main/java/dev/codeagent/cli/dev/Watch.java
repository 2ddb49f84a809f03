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
final class Watch {
    private final Supplier<Map<Path, String>> look;
    private final Duration pause;
    private Map<Path, String> known;

    Watch(Supplier<Map<Path, String>> look, Duration pause) {
        this.look = look;
        this.pause = pause;
        this.known = look.get();
    }

    /** Files that were changed, made or deleted, once nothing changes any more; empty where {@code over} says so. */
    Set<Path> next(BooleanSupplier over) throws InterruptedException {
        Map<Path, String> last = known;
        while (!over.getAsBoolean()) {
            Thread.sleep(pause);
            Map<Path, String> now = look.get();
            if (now.equals(last) && !now.equals(known)) {
                Set<Path> changed = difference(known, now);
                known = now;
                return changed;
            }
            last = now;
        }
        return Set.of();
    }

    private static Set<Path> difference(Map<Path, String> before, Map<Path, String> after) {
        var changed = new TreeSet<Path>();
        after.forEach((file, stamp) -> {
            if (!stamp.equals(before.get(file))) {
                changed.add(file);
            }
        });
        before.keySet().stream().filter(file -> !after.containsKey(file)).forEach(changed::add);
        return changed;
    }
}
