package dev.codeagent.bench.harness;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.codeagent.providers.ProviderWires;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FakeModelPathsTest {
    static Set<String> wires() {
        return ProviderWires.names();
    }

    @ParameterizedTest
    @MethodSource("wires")
    void hasThePathOfEveryWire(String wire) {
        assertThatCode(() -> FakeModelPaths.of(wire))
                .as("add wire '" + wire + "' to FakeModelPaths, and its endpoints to Router of the fake model")
                .doesNotThrowAnyException();
    }
}
