package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One case of each id of the escape corpus, with {@code bench/run escapes}; a case that escapes is a fault. The whole
 * benchmark also makes all variants and the controls.
 */
class EscapesTest {
    @TempDir
    Path folder;

    @Test
    void noCaseEscapesFromBubblewrap() throws Exception {
        assertThat(runBenchmark("--only", "bubblewrap"))
                .contains("RESULT escapes PASS")
                .contains(" escapes=0 ")
                .doesNotContain(" bubblewrapTried=0 ");
    }

    @Test
    void noAttemptAgainstTheServerSucceeds() throws Exception {
        assertThat(runBenchmark("--only", "server"))
                .contains("RESULT escapes PASS")
                .contains(" escapes=0 ")
                .doesNotContain(" serverTried=0 ");
    }

    /** Returns the whole output, so that a failure shows the case. */
    private String runBenchmark(String... options) throws Exception {
        Path root = Path.of(System.getProperty("codeagent.root")).toRealPath();
        var command = new ArrayList<>(
                List.of(root.resolve("bench/run").toString(), "escapes", "--variants", "first", "--controls", "none"));
        command.addAll(List.of(options));
        Path output = folder.resolve("output");
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().put("BENCH_BUILD", "never");
        builder.start().waitFor();
        return Files.readString(output);
    }
}
