package dev.codeagent.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.credential.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretRedactorTest {
    @Test
    void aKeyIsReplaced() {
        assertThat(redactor("sk-12345").redact("wrong key sk-12345.")).isEqualTo("wrong key ***.");
    }

    @Test
    void aKeyThatIsAShortWordLeavesMessagesReadable() {
        assertThat(redactor("ollama").redact("provider ollama is unreachable"))
                .isEqualTo("provider ollama is unreachable");
    }

    private static SecretRedactor redactor(String key) {
        return new SecretRedactor(Optional.of(new Secret(key)));
    }
}
