package dev.codeagent.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds requests that two servers could split differently, so that one executes a part of the body as the next request
 * (request smuggling). The connection of such a request must be closed after its answer.
 */
final class RequestFraming {
    /** For other methods the container expects no body, so it would take the body for the next request. */
    static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH");

    private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Set<String> VERSIONS = Set.of("HTTP/1.1", "HTTP/1.0");

    /** Why a request is rejected. */
    record Violation(int status, String message) {}

    private RequestFraming() {}

    static Optional<Violation> findViolation(HttpServletRequest request) {
        if (!VERSIONS.contains(request.getProtocol())) {
            return Optional.of(new Violation(505, "this server supports HTTP/1.1"));
        }
        if (!METHODS.contains(request.getMethod())) {
            return Optional.of(new Violation(405, "this server does not support this method; see /openapi"));
        }
        List<String> encodings = values(request, "Transfer-Encoding");
        List<String> lengths = values(request, "Content-Length");
        if (!encodings.isEmpty()
                && (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked"))) {
            return badRequest("the only Transfer-Encoding is chunked");
        }
        if (!encodings.isEmpty() && !lengths.isEmpty()) {
            return badRequest("send either Content-Length or Transfer-Encoding");
        }
        if (!encodings.isEmpty() && !request.getProtocol().equals("HTTP/1.1")) {
            return badRequest("Transfer-Encoding needs HTTP/1.1");
        }
        if (lengths.size() > 1 || !lengths.isEmpty() && !lengths.getFirst().matches("\\d{1,18}")) {
            return badRequest("send one Content-Length with a number of bytes");
        }
        if (hasUnframedBody(request)
                && (lengths.isEmpty()
                        || !METHODS_WITH_BODY.contains(request.getMethod())
                        || offersWebSocket(request))) {
            return badRequest(
                    "a request with the header Upgrade may have a body only if it is POST, PUT or PATCH with a"
                            + " Content-Length, and not for a WebSocket; otherwise leave Upgrade out"
                            + " (Java: HttpClient.Version.HTTP_1_1)");
        }
        if (values(request, "Host").size() > 1) {
            return badRequest("send one Host");
        }
        return Optional.empty();
    }

    /**
     * Whether the connection must end with this request, although it is valid: servers differ in where a chunked body
     * ends, and whether a length is hidden in another header. The container closes the connection of a request that
     * offers another protocol, so the answer must say it: a client that sends the next request there would lose it.
     */
    static boolean endsConnection(HttpServletRequest request) {
        return request.getHeader("Transfer-Encoding") != null
                || METHODS_WITH_BODY.contains(request.getMethod()) && request.getHeader("Content-Length") == null
                || request.getHeader("Upgrade") != null && !offersWebSocket(request);
    }

    /**
     * Whether the container does not end the body where the request says: after a head with the header {@code Upgrade}
     * Grizzly takes all that follows on the connection for the body, neither counts bytes nor decodes chunks, and
     * answers no other request there. This server ignores the offer (RFC 9110, 7.8) and counts the bytes itself.
     */
    static boolean hasUnframedBody(HttpServletRequest request) {
        return request.getHeader("Upgrade") != null && hasBody(request);
    }

    private static boolean offersWebSocket(HttpServletRequest request) {
        return values(request, "Upgrade").stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .anyMatch(protocol -> protocol.strip().equalsIgnoreCase("websocket"));
    }

    /** Whether the request has a body that is not empty. */
    static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static List<String> values(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header));
    }

    private static Optional<Violation> badRequest(String message) {
        return Optional.of(new Violation(400, message));
    }
}
