package dev.codeagent.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a%20b", "/%C3%a4", "/%00"})
    void acceptsCompleteEscapes(String path) {
        assertThat(RequestHead.hasValidEscapes(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%4", "/%zz", "/%4g", "/%20%", "/%%20", "/%-1", "/%\u0661\u0661"})
    void rejectsOthers(String path) {
        assertThat(RequestHead.hasValidEscapes(path)).isFalse();
    }
}
