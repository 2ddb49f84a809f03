package dev.codeagent.tests.escapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.codeagent.bench.harness.IsolatedDockerEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One case of each id of the escape corpus, with {@code bench/run escapes}; a case that escapes is a fault. The whole
 * benchmark also makes all variants and the controls. Two of the three targets at the same time, because most attempts
 * wait for a time limit.
 */
class EscapesTest {
    private static final Path ROOT =
            Path.of(System.getProperty("codeagent.root")).toAbsolutePath().normalize();

    /** Saved by the tests of containers, which build it. */
    private static final Path SAVED_IMAGE = ROOT.resolve("tests/docker/target/sandbox-image.tar");

    @TempDir
    static Path folder;

    private static Child bubblewrap;
    private static Child server;

    /** A running program and the file with its output. */
    private record Child(Process process, Path output) {
        static Child start(String name, Map<String, String> variables, List<String> command) throws IOException {
            Path output = folder.resolve(name);
            var builder = new ProcessBuilder(command)
                    .directory(ROOT.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment().putAll(variables);
            return new Child(builder.start(), output);
        }

        static Child benchmark(String target, Map<String, String> variables) throws IOException {
            var all = new HashMap<>(variables);
            all.putAll(Map.of("BENCH_BUILD", "never", "ESCAPES_TIME_FACTOR", "4"));
            String command = "bench/run escapes --variants first --controls none --only " + target;
            return start(target, all, List.of(command.split(" ")));
        }

        /** Returns the whole output, so that a failure shows the case, and prints its last line with the figures. */
        String await() throws IOException, InterruptedException {
            process.waitFor();
            List<String> lines = Files.readAllLines(output);
            lines.stream().skip(Math.max(0, lines.size() - 1)).forEach(System.out::println);
            return String.join("\n", lines);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        bubblewrap = Child.benchmark("bubblewrap", Map.of());
        server = Child.benchmark("server", Map.of());
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

    /** After bubblewrap, beside the server. Without the tools the test fails in CI and is skipped elsewhere. */
    @Test
    void noCaseEscapesFromAContainer() throws Exception {
        String missing = IsolatedDockerEngine.unavailableReason("curl");
        assumeTrue("true".equals(System.getenv("CI")) || missing.isEmpty(), missing);
        assertThat(missing).isEmpty();
        try (IsolatedDockerEngine engine = IsolatedDockerEngine.start()) {
            var address = Map.of("DOCKER_HOST", engine.address());
            var image = Files.exists(SAVED_IMAGE)
                    ? List.of("docker", "load", "--input", SAVED_IMAGE.toString())
                    : List.of("executor/image.sh");
            Child prepared = Child.start("image", address, image);
            assertThat(prepared.process().waitFor()).as(prepared.await()).isZero();
            bubblewrap.process().waitFor();
            assertThat(Child.benchmark("docker", address).await())
                    .contains("RESULT escapes PASS")
                    .contains(" escapes=0 ")
                    .doesNotContain(" dockerTried=0 ");
        }
    }

    @Test
    void noAttemptAgainstTheServerSucceeds() throws Exception {
        assertThat(server.await())
                .contains("RESULT escapes PASS")
                .contains(" escapes=0 ")
                .doesNotContain(" serverTried=0 ");
    }
}
