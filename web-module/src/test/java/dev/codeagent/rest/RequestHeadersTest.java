package dev.codeagent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.file.WriteCondition;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that change what a request means. */
class RequestHeadersTest {

    @ParameterizedTest
    @CsvSource({
        "gzip,     '',          application/json,               415, Content-Encoding",
        "'gzip,br','',          '',                             415, Content-Encoding",
        "'',       bytes 0-0/5, application/octet-stream,       400, Content-Range",
        "'',       '',          multipart/form-data; boundary=x,415, Content-Type",
        "'',       '',          Multipart/Mixed,                415, Content-Type",
        "'',       '',          garbage,                        415, Content-Type",
        "'',       '',          /,                              415, Content-Type",
    })
    void aBodyThatWouldBeReadAsSomethingElseIsRefused(
            String encoding, String range, String type, int status, String header) {
        assertThat(RequestHeaders.refusal(encoding, range, type)).hasValueSatisfying(refusal -> {
            assertThat(refusal.status()).isEqualTo(status);
            assertThat(refusal.header()).isEqualTo(header);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "application/json", "application/json; charset=utf-8", "image/png", "text/plain;x=\"y\""})
    void otherBodiesAreRead(String type) {
        assertThat(RequestHeaders.refusal("", "", type)).isEmpty();
        assertThat(RequestHeaders.refusal("Identity", "", type)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json;charset=latin1 | application/json",
                "text/markdown; Charset=\"bogus\" ;q=0.5, */*;q=0.1 | text/markdown ;q=0.5, */*;q=0.1",
                "a/b;q=0.1;charset=utf-8,c/d | a/b;q=0.1,c/d",
                "text/event-stream | text/event-stream",
            })
    void acceptedCharsetsAreIgnored(String accept, String without) {
        assertThat(RequestHeaders.withoutCharsets(accept)).isEqualTo(without);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"a\"', true",
        "'W/\"a\"', true",
        "'\"x\", W/\"a\"', true",
        "*, true",
        "a, false",
        "'\"b\"', false",
        "'', false"
    })
    void aTagMatchesAlsoIfAProxyMadeItWeak(String header, boolean matches) {
        assertThat(EntityTags.matches(header, "\"a\"")).isEqualTo(matches);
    }

    @Test
    void aFileIsCreatedOnlyWhereNoneIs() {
        assertThat(FileResponses.condition(null, null)).isEqualTo(WriteCondition.ABSENT);
        assertThat(FileResponses.condition(null, "*")).isEqualTo(WriteCondition.ABSENT);
        assertThat(FileResponses.condition("*", null)).isEqualTo(WriteCondition.EXISTS);
        assertThat(FileResponses.condition("W/\"a1\"", null)).isEqualTo(new WriteCondition("a1"));
        assertThatThrownBy(() -> FileResponses.condition("*", "*")).hasMessageContaining("If-None-Match");
        assertThatThrownBy(() -> FileResponses.condition(null, "\"a1\"")).hasMessageContaining("If-None-Match");
    }

    @Test
    void aConditionThatNobodyChecksIsRefused() {
        Preconditions.requireChecked(method(ProvidersResource.class, "put"), "If-Match");
        Preconditions.requireChecked(method(ProjectFilesResource.class, "write"), "If-None-Match");
        assertRefused(ProvidersResource.class, "put", "If-None-Match", "send If-Match");
        assertRefused(WebhooksResource.class, "put", "If-Match", "without it");
        assertRefused(ProjectFilesResource.class, "write", "If-Unmodified-Since", "send If-Match");
    }

    private static void assertRefused(Class<?> resource, String name, String condition, String advice) {
        assertThatThrownBy(() -> Preconditions.requireChecked(method(resource, name), condition))
                .hasMessageContaining(advice)
                .isInstanceOfSatisfying(AgentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE);
                    assertThat(e.field()).isEqualTo(condition);
                });
    }

    private static Method method(Class<?> resource, String name) {
        return Arrays.stream(resource.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
