package dev.codeagent.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import jakarta.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prompt\": \"a\\u0000b\"} | prompt",
                "{\"args\": [\"a\", \"\\u0000\"]} | args[1]",
                "{\"followUp\": {\"comments\": [{}, {\"text\": \"\\u0000\"}]}} | followUp.comments[1].text",
                "{\"value\": {\"a\\u0000\": 1}} | value",
            })
    void aNulAnywhereIsRefusedWithItsPlace(String json, String place) {
        assertThatThrownBy(() -> ClientText.requireText(EnvelopeCodec.parse(json)))
                .isInstanceOfSatisfying(AgentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE);
                    assertThat(e.field()).isEqualTo(place);
                    assertThat(e.getMessage()).contains("NUL").doesNotContain("\0");
                });
    }

    @Test
    void allOtherTextsStayAsTheyAre() {
        JsonObject object = EnvelopeCodec.parse("{\"a\": [\"\\u0001\\n\\u2400\", 0, null, true, {\"b\": \"\"}]}");

        assertThat(ClientText.requireText(object)).isSameAs(object);
    }
}
