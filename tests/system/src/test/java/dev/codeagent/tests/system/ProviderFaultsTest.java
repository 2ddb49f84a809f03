package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some cells of {@code bench/run faults}; the whole benchmark has all faults on all wires. */
class ProviderFaultsTest {
    @TempDir
    Path folder;

    @Test
    void faultsOfProvidersHaveTheDocumentedConsequences() throws Exception {
        Path root = Path.of(System.getProperty("codeagent.root")).toRealPath();
        Path output = folder.resolve("output");
        var builder = new ProcessBuilder(List.of(
                        root.resolve("bench/run").toString(),
                        "faults",
                        "--wires",
                        "anthropic,ollama,openai",
                        "--faults",
                        "silent,unauthorized,too-large,too-many-day,hang-later,malformed-arguments,length"))
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().put("BENCH_BUILD", "never");

        int exitCode = builder.start().waitFor();

        assertThat(Files.readString(output)).contains("RESULT faults PASS cells=21 wrong=0 ");
        assertThat(exitCode).isZero();
    }
}
