package dev.codeagent.modelgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpJsonTest {

    @Test
    void readsAnObject() {
        assertThat(HttpJson.parseObject(bytes("{\"model\":\"ä\"}")).getString("model"))
                .isEqualTo("ä");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"n\":1e999999999}", "{\"n\":1e-999999999}"})
    void rejectsWhatIsNoReasonableObject(String body) {
        assertRejected(bytes(body));
    }

    @Test
    void rejectsDeepNesting() {
        assertRejected(bytes("{\"messages\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"));
    }

    @Test
    void rejectsALongNumber() {
        assertRejected(bytes("{\"n\":" + "9".repeat(1_000_000) + "}"));
    }

    @Test
    void rejectsOtherCharacterSets() {
        assertRejected("{\"model\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertRejected(byte[] body) {
        assertThatThrownBy(() -> HttpJson.parseObject(body))
                .isInstanceOf(AgentException.class)
                .hasMessageStartingWith("the request body is")
                .satisfies(e ->
                        assertThat(GatewayError.of((AgentException) e).status()).isEqualTo(400));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
