package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One case of each id of the escape corpus, with {@code bench/run escapes}; a case that escapes is a fault. The whole
 * benchmark also makes all variants and the controls.
 */
class EscapesTest {
    @TempDir
    static Path folder;

    private static BenchmarkRun bubblewrap;
    private static BenchmarkRun server;

    /** A running benchmark and the file with its output. */
    private record BenchmarkRun(Process process, Path output) {
        static BenchmarkRun start(String target) throws IOException {
            Path root = Path.of(System.getProperty("codeagent.root")).toRealPath();
            Path output = folder.resolve(target);
            var builder = new ProcessBuilder(
                            root.resolve("bench/run").toString(),
                            "escapes",
                            "--variants",
                            "first",
                            "--controls",
                            "none",
                            "--only",
                            target)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment().putAll(Map.of("BENCH_BUILD", "never", "ESCAPES_PATIENCE", "4"));
            return new BenchmarkRun(builder.start(), output);
        }

        /** Returns the whole output, so that a failure shows the case. */
        String await() throws IOException, InterruptedException {
            process.waitFor();
            return Files.readString(output);
        }
    }

    /** Both at the same time, because most attempts against the server wait for a time limit. */
    @BeforeAll
    static void start() throws IOException {
        bubblewrap = BenchmarkRun.start("bubblewrap");
        server = BenchmarkRun.start("server");
    }

    @AfterAll
    static void stop() {
        bubblewrap.process().destroy();
        server.process().destroy();
    }

    @Test
    void noCaseEscapesFromBubblewrap() throws Exception {
        assertThat(bubblewrap.await())
                .contains("RESULT escapes PASS")
                .contains(" escapes=0 ")
                .doesNotContain(" bubblewrapTried=0 ");
    }

    @Test
    void noAttemptAgainstTheServerSucceeds() throws Exception {
        assertThat(server.await())
                .contains("RESULT escapes PASS")
                .contains(" escapes=0 ")
                .doesNotContain(" serverTried=0 ");
    }
}
