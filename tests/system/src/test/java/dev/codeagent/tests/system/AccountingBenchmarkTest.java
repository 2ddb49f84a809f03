package dev.codeagent.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.bench.accounting.AccountingBenchmark;
import dev.codeagent.bench.harness.BenchmarkOptions;
import dev.codeagent.bench.harness.BenchmarkResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs {@code bench/run accounting} without kills; {@link BudgetTest} has a kill. */
class AccountingBenchmarkTest {
    @Test
    void tokensAndCostsOverEachWireAreThoseOfTheModelServer() throws Exception {
        BenchmarkResult result =
                new AccountingBenchmark().run(BenchmarkOptions.parse(List.of("--kills", "0", "1"), false));

        assertThat(result.faults()).isEmpty();
        assertThat(result.metrics()).containsEntry("wires", "10").containsEntry("calls", "140");
    }
}
