package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.wire.ErrorResponse;
import dev.codeagent.http.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import java.util.Optional;

/**
 * Refuses headers that give a body another meaning than the server would read: it is compressed, a part of something, or
 * a form. {@code Accept} loses its charsets, because all answers are in UTF-8.
 */
@Provider
@PreMatching
public class RequestHeaders implements ContainerRequestFilter {
    private static final int BAD_REQUEST = 400;
    private static final int UNSUPPORTED = 415;
    private static final String CONTENT_RANGE = "Content-Range";

    /** Why a request is refused. */
    record Refusal(int status, String header, String message) {
        Response answer() {
            var failure = new AgentException(ErrorCode.INVALID_VALUE, message).inField(header);
            Response.ResponseBuilder response = Response.status(status)
                    .type(Problem.MEDIA_TYPE)
                    .entity(Problem.of(status, ErrorResponse.of(failure)));
            return header.equals(HttpHeaders.CONTENT_ENCODING)
                    ? response.header(HttpHeaders.ACCEPT_ENCODING, "identity").build()
                    : response.build();
        }
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String accept = request.getHeaderString(HttpHeaders.ACCEPT);
        if (accept != null) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, withoutCharsets(accept));
        }
        refusal(
                        text(request, HttpHeaders.CONTENT_ENCODING),
                        text(request, CONTENT_RANGE),
                        text(request, HttpHeaders.CONTENT_TYPE))
                .ifPresent(refusal -> request.abortWith(refusal.answer()));
    }

    private static String text(ContainerRequestContext request, String header) {
        String value = request.getHeaderString(header);
        return value == null ? "" : value.strip();
    }

    /** The parameters are the headers of a request; empty for none. */
    static Optional<Refusal> refusal(String encoding, String range, String type) {
        if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
            return Optional.of(new Refusal(
                    UNSUPPORTED,
                    HttpHeaders.CONTENT_ENCODING,
                    "the server reads no compressed bodies; send the body as it is, without Content-Encoding"));
        }
        if (!range.isEmpty()) {
            return Optional.of(new Refusal(
                    BAD_REQUEST,
                    CONTENT_RANGE,
                    "the server writes no parts of a file; send all of it, without Content-Range"));
        }
        return type.isEmpty() ? Optional.empty() : refusalOfType(type);
    }

    private static Optional<Refusal> refusalOfType(String type) {
        try {
            return MediaType.valueOf(type).getType().toLowerCase(Locale.ROOT).equals("multipart")
                    ? Optional.of(
                            new Refusal(
                                    UNSUPPORTED,
                                    HttpHeaders.CONTENT_TYPE,
                                    "the server reads no forms; send the content itself as the body (curl: --data-binary @FILE)"))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Refusal(
                    UNSUPPORTED,
                    HttpHeaders.CONTENT_TYPE,
                    "the header is no media type; for JSON send Content-Type: application/json"));
        }
    }

    static String withoutCharsets(String accept) {
        return accept.replaceAll("(?i);\\s*charset\\s*=\\s*(\"[^\"]*\"|[^;,\\s]*)", "");
    }
}
