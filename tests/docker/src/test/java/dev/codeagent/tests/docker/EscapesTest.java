package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One case of each id of the escape corpus in containers, with {@code bench/run escapes}. */
class EscapesTest {
    @Test
    void noCaseEscapesFromAContainer() throws Exception {
        String engine = SharedDockerEngine.withSandboxImage().address();
        var shell = new Shell(
                Path.of(System.getProperty("codeagent.root")).toRealPath(),
                Map.of("DOCKER_HOST", engine, "BENCH_BUILD", "never", "ESCAPES_PATIENCE", "4"),
                List.of());

        String output = shell.run(
                        "bench/run", "escapes", "--variants", "first", "--controls", "none", "--only", "docker")
                .output();

        assertThat(output)
                .contains("RESULT escapes PASS")
                .contains(" escapes=0 ")
                .doesNotContain(" dockerTried=0 ");
    }
}
