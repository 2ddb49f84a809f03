package dev.codeagent.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderErrorsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | Incorrect API key provided | PROVIDER_KEY_REJECTED",
                "400 | API key not valid. Please pass a valid API key. | PROVIDER_KEY_REJECTED",
                "403 | forbidden | PROVIDER_KEY_REJECTED",
                "404 | The model `gpt-x` does not exist | UNKNOWN_MODEL",
                "400 | grok-x is an invalid model | UNKNOWN_MODEL",
                "400 | Unknown_model: grok-x | UNKNOWN_MODEL",
                "400 | context_length_exceeded | CONTEXT_LENGTH_EXCEEDED",
                "400 | prompt is too long: 210000 tokens > 200000 maximum | CONTEXT_LENGTH_EXCEEDED",
                "400 | request (9000 tokens) exceeds the available context size (4096 tokens) | CONTEXT_LENGTH_EXCEEDED",
                "400 | The input token count (1200000) exceeds the maximum | CONTEXT_LENGTH_EXCEEDED",
                "413 | Payload too large | CONTEXT_LENGTH_EXCEEDED",
                "400 | content_filter | CONTENT_FILTERED",
                "400 | temperature: must be 1 | PROVIDER_REJECTED",
                "402 | Insufficient Balance | PROVIDER_REJECTED",
                "429 | insufficient_quota | PROVIDER_REJECTED",
                "429 | Rate limit reached | PROVIDER_OVERLOADED",
                "503 | Loading model | PROVIDER_LOADING",
                "503 | overloaded | PROVIDER_OVERLOADED",
                "500 | oops | PROVIDER_OVERLOADED",
                "529 | Overloaded | PROVIDER_OVERLOADED",
                "501 | not implemented | PROVIDER_REJECTED"
            })
    void classifiesErrorsByStatusAndBody(int status, String body, ErrorCode code) {
        assertThat(ProviderErrors.classify(status, body)).isEqualTo(code);
    }
}
