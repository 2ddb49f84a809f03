package dev.codeagent.http;

import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.error.PatchConflict;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.api.wire.RecordJson;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The body of every error, problem details of RFC 9457: their members, then those of {@link ErrorResponse}.
 *
 * @param type always {@code about:blank}: {@code code} says what the problem is
 * @param title the phrase of the status
 * @param detail the same text as {@code message}
 * @param field the field, parameter or header of the request that is wrong
 * @param conflicts the parts of a patch that were not applied, and why; of a refused apply only
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String kind,
        String message,
        Optional<String> field,
        Optional<List<PatchConflict>> conflicts) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(int status, ErrorResponse error) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return new Problem(
                "about:blank",
                known == null ? "" : known.getReasonPhrase(),
                status,
                error.message(),
                error.code(),
                error.kind(),
                error.message(),
                error.field(),
                error.conflicts());
    }

    public static Problem of(int status, ErrorCode code, String message) {
        return of(status, ErrorResponse.of(code, message));
    }

    /** The problem of an error page of the container, which names no version. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> of(status, ErrorCode.FORBIDDEN, "this request is not allowed");
            case 404 -> of(status, ErrorCode.NOT_FOUND, "this address does not exist; /openapi lists all addresses");
            case 405 -> of(status, ErrorCode.INVALID_VALUE, "this address does not support this method; see /openapi");
            default ->
                status < HttpServletResponse.SC_INTERNAL_SERVER_ERROR
                        ? of(
                                status,
                                ErrorCode.INVALID_VALUE,
                                "the request is not valid: the server cannot read its address or one of its headers, such"
                                        + " as Content-Type; for JSON send Content-Type: application/json")
                        : of(status, ErrorCode.INTERNAL, "the server failed; see its log");
        };
    }

    /** Sends the problem, unless another answer was already begun. */
    public void send(HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = RecordJson.write(this).build().toString().getBytes(StandardCharsets.UTF_8);
        response.resetBuffer();
        response.setStatus(status);
        response.setContentType(MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Sends the problem and closes the connection, so that nothing reads the body of the request as a request. */
    public void sendAndClose(HttpServletResponse response) throws IOException {
        if (!response.isCommitted()) {
            response.setHeader("Connection", "close");
        }
        send(response);
    }
}
