package dev.codeagent.tests.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.crash.EffectsBenchmark;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import dev.codeagent.bench.harness.IsolatedDockerEngine;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Runs the benchmark of {@code bench/run effects} on the engine of these tests. */
@Isolated("it kills the engine")
class EffectsBenchmarkTest {
    @Test
    void effectsHappenOnceOrAreReportedAcrossThirtyKills() throws Exception {
        IsolatedDockerEngine engine = SharedDockerEngine.withSandboxImage();

        BenchmarkResult outcome =
                EffectsBenchmark.run(BenchmarkOptions.parse(List.of("30", "1"), false), Optional.of(engine));

        assertThat(outcome.faults()).isEmpty();
        assertThat(List.of("servers", "executors", "engines"))
                .allSatisfy(
                        target -> assertThat(Integer.parseInt(outcome.metrics().get(target)))
                                .as(target)
                                .isPositive());
    }
}
