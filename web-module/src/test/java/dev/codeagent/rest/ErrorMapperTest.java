package dev.codeagent.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.RecordJson;
import dev.codeagent.http.Problem;
import jakarta.ejb.EJBException;
import jakarta.json.JsonObject;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorMapperTest {
    /** Clients rely on these statuses; docs/rest.md lists them. */
    private static final Map<ErrorCode.Kind, Integer> STATUSES = Map.of(
            ErrorCode.Kind.CALLER, 400,
            ErrorCode.Kind.FORBIDDEN, 403,
            ErrorCode.Kind.MISSING, 404,
            ErrorCode.Kind.CONFLICT, 409,
            ErrorCode.Kind.RUN, 409,
            ErrorCode.Kind.BUSY, 429,
            ErrorCode.Kind.PROVIDER, 502,
            ErrorCode.Kind.TRANSIENT, 503,
            ErrorCode.Kind.SANDBOX, 500,
            ErrorCode.Kind.SERVER, 500);

    private static JsonObject bodyOf(Response response) {
        return RecordJson.write((Problem) response.getEntity()).build();
    }

    @ParameterizedTest
    @EnumSource
    void mapsEveryCodeToTheStatusOfItsKind(ErrorCode code) {
        Response response = new ErrorMapper().toResponse(new AgentException(code, "why"));

        int expected = switch (code) {
            case MESSAGE_TOO_LARGE -> 413;
            case UNAUTHENTICATED -> 401;
            case PRECONDITION_FAILED -> 412;
            default -> STATUSES.get(code.kind());
        };
        assertThat(response.getStatus()).isEqualTo(expected);
        assertThat(response.getMediaType()).isEqualTo(MediaType.valueOf("application/problem+json"));
        assertThat(bodyOf(response).getInt("status")).isEqualTo(expected);
        assertThat(bodyOf(response).getString("type")).isEqualTo("about:blank");
        assertThat(bodyOf(response).getString("title"))
                .isEqualTo(response.getStatusInfo().getReasonPhrase());
        assertThat(bodyOf(response).getString("detail")).isEqualTo("why");
        assertThat(bodyOf(response).getString("code")).isEqualTo(code.name());
        assertThat(bodyOf(response).getString("kind"))
                .isEqualToIgnoringCase(code.kind().name());
        assertThat(bodyOf(response).getString("message")).isEqualTo("why");
    }

    @Test
    void findsTheErrorInTheExceptionOfTheContainer() {
        var cause = new AgentException(ErrorCode.UNKNOWN_RUN, "no run x");

        Response response = new ErrorMapper().toResponse(new EJBException(new RuntimeException(cause)));

        assertThat(response.getStatus()).isEqualTo(404);
        assertThat(bodyOf(response).getString("message")).isEqualTo("no run x");
    }

    @Test
    void namesTheFieldThatIsWrong() {
        Response response = new ErrorMapper()
                .toResponse(new EJBException(
                        AgentException.invalidValue("too small").inField("runs")));

        assertThat(bodyOf(response).getString("field")).isEqualTo("runs");
        assertThat(bodyOf(new ErrorMapper().toResponse(AgentException.invalidValue("x"))))
                .doesNotContainKey("field");
    }

    @Test
    void saysWhichMethodsAnAddressHasAndHowLongToWait() {
        Response notAllowed = new ErrorMapper().toResponse(new NotAllowedException("GET", new String[] {"PUT"}));
        assertThat(notAllowed.getAllowedMethods()).containsExactlyInAnyOrder("GET", "PUT");

        var busy = new AgentException(ErrorCode.TOO_BUSY, "later", Duration.ofMillis(2500));
        assertThat(new ErrorMapper().toResponse(busy).getHeaderString("Retry-After"))
                .isEqualTo("2");
    }

    @Test
    void describesWhatTheContainerRejects() {
        assertRejected(new NotFoundException("HTTP 404"), 404, "NOT_FOUND", "/openapi");
        assertRejected(new NotAllowedException("GET"), 405, "INVALID_VALUE", "method");
        assertRejected(new NotAcceptableException(), 406, "INVALID_VALUE", "Accept");
        assertRejected(new NotSupportedException(), 415, "INVALID_VALUE", "application/json");
        assertRejected(new ForbiddenException(), 403, "INVALID_VALUE", "not valid");
    }

    private static void assertRejected(RuntimeException failure, int status, String code, String fix) {
        Response response = new ErrorMapper().toResponse(failure);

        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(bodyOf(response).getString("code")).isEqualTo(code);
        assertThat(bodyOf(response).getString("message")).contains(fix);
    }

    @Test
    void tellsNothingAboutAFailureInside() {
        for (Throwable failure :
                new Throwable[] {new IllegalStateException("password=hunter2"), new StackOverflowError("/etc/secret")
                }) {
            Response response = new ErrorMapper().toResponse(failure);

            assertThat(response.getStatus()).isEqualTo(500);
            assertThat(bodyOf(response).getString("code")).isEqualTo("INTERNAL");
            assertThat(bodyOf(response).toString()).doesNotContain("hunter2", "secret", "ErrorMapperTest", "\tat ");
        }
    }
}
