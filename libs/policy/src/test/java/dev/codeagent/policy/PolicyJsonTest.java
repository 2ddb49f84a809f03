package dev.codeagent.policy;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.wire.EnvelopeCodec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyJsonTest {

    /** To calculate with such a number could take a billion digits. */
    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "1e101"})
    void rejectsACostWithAHugeExponent(String cost) {
        var file = EnvelopeCodec.parse("{\"rules\": [{\"outcome\": \"ask\", \"costAbove\": \"" + cost + "\"}]}");

        assertThatThrownBy(() -> PolicyJson.read("file", file)).hasMessageContaining("costAbove");
    }
}
