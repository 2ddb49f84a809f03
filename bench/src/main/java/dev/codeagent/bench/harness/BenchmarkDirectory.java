package dev.codeagent.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary directory for the data and logs of one benchmark; it is kept if the benchmark failed. */
public final class BenchmarkDirectory implements AutoCloseable {
    private final Path directory;
    private boolean passed;

    public BenchmarkDirectory() throws IOException {
        directory = Files.createTempDirectory("codeagent-bench-");
    }

    public Path path() {
        return directory;
    }

    public BenchmarkResult retainIfFailed(BenchmarkResult result) {
        passed = result.passed();
        return result;
    }

    @Override
    public void close() throws IOException {
        if (!passed) {
            System.out.println("data and logs are kept in " + directory);
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                path.toFile().delete();
            }
        }
    }
}
