package dev.codeagent.client.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiErrorTest {
    private static final String REQUEST = "GET /x";

    @Test
    void readsTheProblemsOfRfc9457() {
        ApiError error = ApiError.read(400, """
                {"type": "https://example.org/errors/INVALID_VALUE", "title": "A value is not allowed", "status": 400,
                 "detail": "parameter 'limit' is 'x'", "code": "INVALID_VALUE", "kind": "caller",
                 "message": "parameter 'limit' is 'x'; use a number", "field": "limit"}
                """, REQUEST);

        assertThat(error.code()).isEqualTo("INVALID_VALUE");
        assertThat(error.kind()).isEqualTo("caller");
        assertThat(error.message()).isEqualTo("parameter 'limit' is 'x'; use a number");
        assertThat(error.field()).contains("limit");
        assertThat(error.isPermanent()).isTrue();
        assertThat(new ApiException(error)).hasMessage("parameter 'limit' is 'x'; use a number (INVALID_VALUE)");
    }

    @Test
    void readsTheErrorsOfServersWithoutProblems() {
        ApiError error = ApiError.read(
                503, "{\"code\":\"TOO_BUSY\",\"kind\":\"busy\",\"message\":\"too many runs wait\"}", REQUEST);

        assertThat(error.code()).isEqualTo("TOO_BUSY");
        assertThat(error.field()).isEmpty();
        assertThat(error.isPermanent()).isFalse();
    }

    @Test
    void usesTheDetailOrTheTitleOfAProblemWithoutAMessage() {
        assertThat(ApiError.read(409, "{\"title\":\"Conflict\",\"detail\":\"it runs\"}", REQUEST)
                        .message())
                .isEqualTo("it runs");
        assertThat(ApiError.read(409, "{\"title\":\"Conflict\"}", REQUEST).message())
                .isEqualTo("Conflict");
    }

    @Test
    void describesAnAnswerThatIsNotAnError() {
        for (String body : new String[] {"", "<html>Bad Gateway</html>", "[]", "{}", "{\"message\":3}", "{\"a\":"}) {
            ApiError error = ApiError.read(502, body, REQUEST);

            assertThat(error.message()).as(body).isEqualTo("the server answered GET /x with HTTP 502");
            assertThat(error.code()).as(body).isEmpty();
        }
    }

    @Test
    void decidesByTheStatusIfThereIsNoKind() {
        assertThat(ApiError.read(403, "", REQUEST).isPermanent()).isTrue();
        for (int status : new int[] {0, 408, 429, 500, 502, 503}) {
            assertThat(ApiError.read(status, "", REQUEST).isPermanent())
                    .as(String.valueOf(status))
                    .isFalse();
        }
    }

    @Test
    void readsTheConflictsOfAPatch() {
        ApiError error = ApiError.read(409, """
                {"code":"CONFLICT","kind":"conflict","message":"m","conflicts":[
                  {"path":"a.txt","hunk":2,"line":7,"reason":"changed"},{"path":"b","reason":"of-tomorrow"}]}
                """, REQUEST);

        assertThat(error.conflicts())
                .containsExactly(
                        new PatchConflict("a.txt", Optional.of(2), Optional.of(7), PatchConflict.Reason.CHANGED),
                        new PatchConflict("b", Optional.empty(), Optional.empty(), PatchConflict.Reason.UNKNOWN));
        for (String other : new String[] {"\"x\"", "[1]", "[{\"path\":1}]", "null"}) {
            assertThat(ApiError.read(409, "{\"message\":\"m\",\"conflicts\":" + other + "}", REQUEST)
                            .conflicts())
                    .isEmpty();
        }
    }
}
