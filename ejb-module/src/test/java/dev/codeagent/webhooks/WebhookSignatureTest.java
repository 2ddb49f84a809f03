package dev.codeagent.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

    /** The example of the documentation of Standard Webhooks. */
    @Test
    void signsAsStandardWebhooksDescribes() {
        var secret = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(WebhookSignature.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330L, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS*"})
    void rejectsOtherSecretsWithoutShowingThem(String text) {
        assertThatThrownBy(() -> WebhookSignature.require(text))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("field 'secret'")
                .satisfies(e -> assertThat(e.getMessage().replace("whsec_", "")).doesNotContain("MfKQ", "c2hvcnQ"));
    }
}
