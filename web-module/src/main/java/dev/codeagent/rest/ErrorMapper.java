package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.http.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Maps every failure to a status and a {@link Problem}; a response never contains a stack trace. */
@Provider
public class ErrorMapper implements ExceptionMapper<Throwable> {

    @Override
    public Response toResponse(Throwable failure) {
        Optional<AgentException> known = ErrorResponse.findAgentException(failure);
        if (known.isEmpty() && failure instanceof WebApplicationException web) {
            int status = web.getResponse().getStatus();
            Response.ResponseBuilder response = respond(status, describe(web));
            Set<String> methods = web.getResponse().getAllowedMethods(); // Only of an answer 405.
            return methods.isEmpty()
                    ? response.build()
                    : response.header(HttpHeaders.ALLOW, String.join(", ", methods))
                            .build();
        }
        int status = known.map(e -> status(e.code())).orElse(500);
        Response.ResponseBuilder response = respond(status, ErrorResponse.of(failure));
        known.map(AgentException::retryAfter)
                .filter(Duration::isPositive)
                .ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.toSeconds())));
        return response.build();
    }

    private static Response.ResponseBuilder respond(int status, ErrorResponse error) {
        return Response.status(status).type(Problem.MEDIA_TYPE).entity(Problem.of(status, error));
    }

    private static ErrorResponse describe(WebApplicationException web) {
        return switch (web.getResponse().getStatus()) {
            case 404 ->
                ErrorResponse.of(ErrorCode.NOT_FOUND, "this address does not exist; /openapi lists all addresses");
            case 405 ->
                ErrorResponse.of(ErrorCode.INVALID_VALUE, "this address does not support this method; see /openapi");
            case 406 ->
                ErrorResponse.of(
                        ErrorCode.INVALID_VALUE, "this address cannot answer with the type that Accept requests");
            case 415 -> ErrorResponse.of(ErrorCode.INVALID_VALUE, "send the body as Content-Type: application/json");
            default -> ErrorResponse.of(ErrorCode.INVALID_VALUE, "the request is not valid: " + web.getMessage());
        };
    }

    private static int status(ErrorCode code) {
        if (code == ErrorCode.MESSAGE_TOO_LARGE) {
            return 413;
        }
        if (code == ErrorCode.UNAUTHENTICATED) {
            return 401;
        }
        if (code == ErrorCode.PRECONDITION_FAILED) {
            return 412;
        }
        return switch (code.kind()) {
            case CALLER -> 400;
            case FORBIDDEN -> 403;
            case MISSING -> 404;
            case CONFLICT, RUN -> 409;
            case BUSY -> 429;
            case PROVIDER -> 502;
            case TRANSIENT -> 503;
            case SANDBOX, SERVER -> 500;
        };
    }
}
