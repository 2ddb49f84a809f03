package dev.codeagent.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for one benchmark's data; it is kept where the benchmark failed, so that one can look. */
public final class Bench implements AutoCloseable {
    private final Path folder;
    private boolean passed;

    public Bench() throws IOException {
        folder = Files.createTempDirectory("codeagent-bench-");
    }

    public Path folder() {
        return folder;
    }

    public Outcome finish(Outcome outcome) {
        passed = outcome.passed();
        return outcome;
    }

    @Override
    public void close() throws IOException {
        if (!passed) {
            System.out.println("data and logs are kept in " + folder);
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                path.toFile().delete();
            }
        }
    }
}
