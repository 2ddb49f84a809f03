package dev.codeagent.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRedactorTest {
    private static KeyRedactor redactor(String key) {
        return new KeyRedactor(Optional.of(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "ollama", "lm-studio", "not-needed", "hunter2", "sk-no-key-required"})
    void keepsWordsThatServersWithoutKeysWantAsKey(String key) {
        assertThat(redactor(key).redact("a " + key + " b")).isEqualTo("a " + key + " b");
        assertThat(redactor(key).partialKeyLength("a " + key)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"token-abc123", "sk-proj-abcdefghijklmnop", "0123456789abcdef"})
    void removesAKey(String key) {
        assertThat(redactor(key).redact("a " + key + " b")).isEqualTo("a *** b");
    }

    @Test
    void holdsNoMoreThanTheBeginningOfTheKey() {
        KeyRedactor redactor = redactor("aab-0123456789");

        assertThat(redactor.partialKeyLength("x")).isZero();
        assertThat(redactor.partialKeyLength("aaa")).isEqualTo(2);
        assertThat(redactor.partialKeyLength("x aab-")).isEqualTo(4);
        assertThat(redactor.partialKeyLength("aab-x")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"k\\u0065y\\/0123456789\"}",
                "{\"a\":\"key\\/0123456789\"}",
                "{\"a\":\"key/0123456789\"}"
            })
    void removesAKeyThatIsWrittenWithEscapes(String json) {
        assertThat(redactor("key/0123456789").redactJson(json)).isEqualTo("{\"a\":\"***\"}");
    }

    @Test
    void leavesOtherEscapesAsTheyAre() {
        String json = "{\"a\":\"\\u0041\\\\u0041\\n\\u0022\"}";

        assertThat(redactor("key/0123456789").redactJson(json)).isEqualTo(json);
        assertThat(redactor("key/0123456789").redactJson(json + "key\\/0123456789"))
                .isEqualTo("{\"a\":\"A\\\\u0041\\n\\u0022\"}***");
    }
}
